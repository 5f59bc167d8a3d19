// A programme: the parameters in force, those of before and to come, and the next version.
import { AddProgrammeVersionBody } from "@schemas/AddProgrammeVersionBody";
import { ProgrammeParameters } from "@schemas/ProgrammeParameters";
import { ProgrammeView } from "@schemas/ProgrammeView";
import { Button, Card, Flex } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { api, type Body } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { Details } from "@/shared/Details";
import { ListOf } from "@/shared/ListOf";
import { Loaded, Page, SideForm } from "@/shared/Page";
import { useMay } from "@/shared/session";

const useWords = defineWords("programmes.one", {
  next: ["下一版本", "Next version"],
  nextHelp: [
    "从所填日期起生效；已有的单据按当时的版本。",
    "It holds from the day you name; receipts keep the version of their day.",
  ],
  parameters: ["参数", "Parameters"],
  versions: ["全部版本", "All versions"],
});

export default function Programme() {
  const { code = "" } = useParams();
  const t = useWords();
  const may = useMay();
  const params = { path: { code } };
  const answer = useRead("/v1/programmes/{code}", { params });
  const versions = useRead("/v1/programmes/{code}/versions", { params }, { enabled: may("list_programme_versions") });
  const [adding, setAdding] = useState(false);
  return (
    <Loaded answer={answer}>
      {(programme) => (
        <Page
          back="/programmes"
          title={programme.name}
          help={t("nextHelp")}
          extra={
            <Button type="primary" disabled={!may("add_programme_version")} onClick={() => setAdding(true)}>
              {t("next")}
            </Button>
          }
        >
          <Flex vertical gap={16}>
            <Details schema={ProgrammeView} value={programme} hide={["id", "parameters"]} />
            <Card size="small" title={t("parameters")}>
              <Details schema={ProgrammeParameters} value={programme.parameters} />
            </Card>
            {versions.data && (
              <Card size="small" title={t("versions")}>
                <ListOf
                  schema={ProgrammeView}
                  rows={versions.data.items as object[]}
                  hide={["id", "code", "name", "currency", "time_zone", "parameters"]}
                />
              </Card>
            )}
          </Flex>
          <SideForm<Body<"add_programme_version">>
            open={adding}
            title={t("next")}
            onClose={() => setAdding(false)}
            schema={AddProgrammeVersionBody}
            initial={{ parameters: programme.parameters } as Partial<Body<"add_programme_version">>}
            onSubmit={async (body) => {
              await api.POST("/v1/programmes/{code}/versions", { params, body } as never);
              await queryClient.invalidateQueries();
              setAdding(false);
            }}
          />
        </Page>
      )}
    </Loaded>
  );
}
