// Drafting a rule: a new one, the next revision of one, or a draft that is not submitted yet.
import { BookRuleKind } from "@schemas/BookRuleKind";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { api, etagOf } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords, useLanguage } from "@/i18n";
import { Allowed, Loaded, Page } from "@/shared/Page";
import { useScope } from "@/shared/scope";
import { RuleForm } from "./RuleForm";
import type { Rule, RuleKind } from "./rule";

const useWords = defineWords("pricing.edit", {
  new: ["新建：{{kind}}", "New: {{kind}}"],
  next: ["起草下一版：{{code}}", "Next revision of {{code}}"],
  edit: ["修改草稿：{{code}}", "Draft {{code}}"],
  help: [
    "先存为草稿，检查无误后提交，由另一人审核后生效",
    "Saved as a draft first; once it is checked and submitted somebody else audits it, and then it counts",
  ],
});

const kinds = new Set<string>(["document", "restriction", "promotion", "coupon"]);

export default function RuleEdit() {
  const { id } = useParams();
  const [search] = useSearchParams();
  const from = id ?? search.get("from") ?? "";
  const wanted = search.get("kind") ?? "";
  const before = useRead("/v1/pricing/rules/{id}", { params: { path: { id: from } } }, { enabled: from !== "" });
  const kind = (kinds.has(wanted) ? wanted : "promotion") as RuleKind;
  return (
    <Allowed needs="add_pricing_rule">
      {from ? (
        <Loaded answer={before}>
          {(rule) => <Editor kind={rule.kind} initial={rule.rule} {...(id ? { id } : {})} from={from} />}
        </Loaded>
      ) : (
        <Editor kind={kind} />
      )}
    </Allowed>
  );
}

function Editor({ kind, initial, id, from }: { kind: RuleKind; initial?: Rule; id?: string; from?: string }) {
  const t = useWords();
  const language = useLanguage();
  const navigate = useNavigate();
  const { programme } = useScope();
  const path = `/v1/pricing/rules/${id}`;
  const save = async (rule: Rule) => {
    let saved = id;
    if (id) {
      await api.PUT("/v1/pricing/rules/{id}", {
        params: { path: { id }, header: { "If-Match": etagOf(path) ?? "" } },
        body: { rule },
      });
    } else {
      const { data } = await api.POST("/v1/pricing/rules", { body: { programme, rule } });
      saved = data?.id;
    }
    await queryClient.invalidateQueries();
    // The guard of unsaved typing looks once the form has heard that it is saved.
    setTimeout(() => navigate(`/pricing/rules/${saved}`), 0);
  };
  const code = initial?.code ?? "";
  const title = id
    ? t("edit", { code })
    : from
      ? t("next", { code })
      : t("new", { kind: BookRuleKind["x-values"]?.[kind]?.[language] ?? kind });
  return (
    <Page title={title} help={t("help")} back={from ? `/pricing/rules/${from}` : "/pricing/rules"}>
      <RuleForm
        kind={kind}
        initial={initial}
        fixedCode={from !== undefined}
        onSave={save}
        onCancel={() => navigate(from ? `/pricing/rules/${from}` : "/pricing/rules")}
      />
    </Page>
  );
}
