// The parts of the console, in the order of the menu.
import { access } from "@/pages/access";
import { cards } from "@/pages/cards";
import { catalogue } from "@/pages/catalogue";
import { coupons } from "@/pages/coupons";
import { downloads } from "@/pages/downloads";
import { home } from "@/pages/home";
import { members } from "@/pages/members";
import { points } from "@/pages/points";
import { pricing } from "@/pages/pricing";
import { programmes } from "@/pages/programmes";
import { receipts } from "@/pages/receipts";
import { system } from "@/pages/system";
import { tiers } from "@/pages/tiers";
import type { Area } from "./area";

export const areas: Area[] = [
  home,
  members,
  programmes,
  cards,
  tiers,
  points,
  pricing,
  coupons,
  receipts,
  catalogue,
  downloads,
  access,
  system,
];
