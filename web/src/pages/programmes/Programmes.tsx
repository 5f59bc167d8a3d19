// Membership programmes: what points are earned and used for, in which currency.
import { AddProgramme } from "@schemas/AddProgramme";
import { ProgrammeView } from "@schemas/ProgrammeView";
import { Button, Card, Table } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { fieldOf } from "@/api/schema";
import { defineWords } from "@/i18n";
import { Loaded, Page, SideForm } from "@/shared/Page";
import { useMay } from "@/shared/session";
import { Label } from "@/shared/values";

const useWords = defineWords("programmes.list", {
  title: ["会员计划", "Programmes"],
  help: [
    "一个计划一套积分、等级与会员；门店归属于一个计划。",
    "A programme has its own points, tiers and members; each store belongs to one.",
  ],
  add: ["新建计划", "New programme"],
  empty: ["还没有会员计划。先建一个，再录入门店。", "No programme yet. Make one, then enter stores."],
});

export default function Programmes() {
  const t = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const answer = useRead("/v1/programmes", {});
  const column = (name: keyof Schemas["ProgrammeView"] & string) => ({
    title: <Label schema={fieldOf(ProgrammeView, name)?.schema} />,
    dataIndex: name,
  });
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Button type="primary" disabled={!may("add_programme")} onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      <Loaded answer={answer}>
        {({ items }) => (
          <Card size="small">
            <Table
              size="small"
              rowKey="id"
              pagination={false}
              dataSource={items}
              locale={{ emptyText: t("empty") }}
              columns={[
                { ...column("code"), render: (code: string) => <Link to={`/programmes/${code}`}>{code}</Link> },
                column("name"),
                column("currency"),
                column("time_zone"),
                column("version"),
                column("effective_from"),
              ]}
            />
          </Card>
        )}
      </Loaded>
      <SideForm<Schemas["AddProgramme"]>
        open={adding}
        title={t("add")}
        onClose={() => setAdding(false)}
        schema={AddProgramme}
        initial={{ currency: "CNY" }}
        onSubmit={async (body) => {
          await api.POST("/v1/programmes", { body });
          await queryClient.invalidateQueries();
          setAdding(false);
          navigate(`/programmes/${body.code}`);
        }}
      />
    </Page>
  );
}
