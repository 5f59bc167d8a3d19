import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Surroundings } from "@/shared/App";
import { SessionProvider } from "@/shared/session";
import { Gate } from "./Gate";
import { keepPage } from "./offlinePage";
import "./pos.css";

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Surroundings>
        <SessionProvider>
          <Gate />
        </SessionProvider>
      </Surroundings>
    </StrictMode>,
  );
setTimeout(() => void keepPage(), 3_000); // first the page itself
