// What waits for the person: documents and rules others have submitted, and what the system found.
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { useScope } from "@/shared/scope";
import { useMay } from "@/shared/session";

const useWords = defineWords("waiting", {
  points: ["积分单据待审批", "Points documents to approve"],
  rules: ["定价规则待审核", "Pricing rules to audit"],
  attributions: ["补登待审批", "Attributions to approve"],
});
const minute = 60_000;

export function useWaiting() {
  const t = useWords();
  const may = useMay();
  const { programme } = useScope();
  const asked = (enabled: boolean) => ({ enabled: enabled && programme !== "", refetchInterval: minute });
  const query = { programme, state: "submitted" as const, limit: 100 };
  const points = useRead(
    "/v1/points/documents",
    { params: { query } },
    asked(may("approve_points_document") && may("list_points_documents")),
  );
  const rules = useRead(
    "/v1/pricing/rules",
    { params: { query } },
    asked(may("audit_pricing_rule") && may("list_pricing_rules")),
  );
  const attributions = useRead(
    "/v1/attributions",
    { params: { query } },
    asked(may("approve_attribution") && may("list_attributions")),
  );
  const all = [
    { to: "/points/documents?state=submitted", label: t("points"), count: points.data?.items.length ?? 0 },
    { to: "/pricing/rules?state=submitted", label: t("rules"), count: rules.data?.items.length ?? 0 },
    {
      to: "/receipts/attributions?state=submitted",
      label: t("attributions"),
      count: attributions.data?.items.length ?? 0,
    },
  ];
  return all.filter((one) => one.count > 0);
}
