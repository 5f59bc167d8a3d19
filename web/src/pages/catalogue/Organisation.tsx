// The tree of the organisation: group, companies, regions and stores; a store's counters and tills.

import { AddCounterBody } from "@schemas/AddCounterBody";
import { AddStore } from "@schemas/AddStore";
import { AddTillBody } from "@schemas/AddTillBody";
import { AddUnit } from "@schemas/AddUnit";
import { StoreView } from "@schemas/StoreView";
import { TillView } from "@schemas/TillView";
import { UnitKind } from "@schemas/UnitKind";
import { Button, Card, Col, Empty, Row, Space, Table, Tag, Tree, type TreeDataNode, Typography } from "antd";
import { useMemo, useState } from "react";
import { api, type Schemas } from "@/api/client";
import { queryClient, useRead } from "@/api/query";
import { labelOf } from "@/api/schema";
import { defineWords, useLanguage } from "@/i18n";
import { Details } from "@/shared/Details";
import { Command, Loaded, Page } from "@/shared/Page";
import { useMay } from "@/shared/session";

const useWords = defineWords("catalogue.organisation", {
  title: ["组织与门店", "Organisation & stores"],
  help: [
    "集团 → 公司 → 区域 → 门店 → 柜台。门店的时区和日切时间决定营业日。",
    "Group → company → region → store → counter. A store's time zone and cut-off decide its business days.",
  ],
  addUnit: ["新增单位", "Add a unit"],
  addStore: ["新增门店", "Add a store"],
  addCounter: ["新增柜台", "Add a counter"],
  addTill: ["新增收银机", "Add a till"],
  tills: ["收银机", "Tills"],
  counters: ["柜台", "Counters"],
  none: ["没有收银机。新增一台后即可在收银台选用。", "No till yet. Add one, and the till page can be opened for it."],
  choose: ["在左侧选择一个单位", "Choose a unit on the left"],
  closed: ["停用", "closed"],
  empty: [
    "还没有组织。先新增集团，再新增公司和门店。",
    "Nothing here yet. Add the group first, then companies and stores.",
  ],
});

type Unit = Schemas["UnitView"];

export default function Organisation() {
  const t = useWords();
  const language = useLanguage();
  const tree = useRead("/v1/org", {});
  const [chosen, setChosen] = useState<string>();
  return (
    <Page
      title={t("title")}
      help={t("help")}
      extra={
        <Space>
          <Command<Schemas["AddUnit"]>
            label={t("addUnit")}
            title={t("addUnit")}
            needs="add_org_unit"
            schema={AddUnit}
            run={added((body) => api.POST("/v1/org/units", { body }))}
          />
          <Command<Schemas["AddStore"]>
            label={t("addStore")}
            title={t("addStore")}
            needs="add_store"
            schema={AddStore}
            button={{ type: "primary" }}
            run={added((body) => api.POST("/v1/stores", { body }))}
          />
        </Space>
      }
    >
      <Loaded answer={tree}>
        {({ units }) => {
          const unit = units.find((one) => one.id === chosen) ?? units[0];
          if (!unit) return <Empty description={t("empty")} />;
          return (
            <Row gutter={16}>
              <Col xs={24} lg={10}>
                <Card size="small">
                  <UnitTree units={units} chosen={unit.id} onChoose={setChosen} />
                </Card>
              </Col>
              <Col xs={24} lg={14}>
                <Card
                  size="small"
                  title={
                    <Space>
                      <Tag>{UnitKind["x-values"]?.[unit.kind]?.[language]}</Tag>
                      {unit.name}
                      <Typography.Text type="secondary">{unit.code}</Typography.Text>
                    </Space>
                  }
                >
                  {unit.kind === "store" ? (
                    <Store code={unit.code} units={units} unit={unit} />
                  ) : (
                    <Below units={units} unit={unit} onChoose={setChosen} />
                  )}
                </Card>
              </Col>
            </Row>
          );
        }}
      </Loaded>
    </Page>
  );
}

const added =
  <B,>(add: (body: B) => Promise<unknown>) =>
  async (body: B) => {
    await add(body);
    await queryClient.invalidateQueries();
  };

function UnitTree({ units, chosen, onChoose }: { units: Unit[]; chosen: string; onChoose: (id: string) => void }) {
  const t = useWords();
  const nodes = useMemo(() => {
    const all = new Map<string, TreeDataNode & { children: TreeDataNode[] }>();
    const tops: TreeDataNode[] = [];
    for (const unit of units) {
      const title = (
        <span>
          {unit.name} <Typography.Text type="secondary">{unit.code}</Typography.Text>{" "}
          {!unit.active && <Tag>{t("closed")}</Tag>}
        </span>
      );
      const node = { key: unit.id, title, children: [] };
      all.set(unit.id, node);
      const above = unit.parent_id ? all.get(unit.parent_id) : undefined;
      (above?.children ?? tops).push(node);
    }
    return tops;
  }, [units, t]);
  return (
    <Tree
      blockNode
      defaultExpandAll={units.length < 200}
      treeData={nodes}
      selectedKeys={[chosen]}
      height={640}
      onSelect={(keys) => keys[0] !== undefined && onChoose(String(keys[0]))}
    />
  );
}

function Below({ units, unit, onChoose }: { units: Unit[]; unit: Unit; onChoose: (id: string) => void }) {
  const language = useLanguage();
  const below = units.filter((one) => one.parent_id === unit.id);
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={below}
      columns={[
        {
          title: labelOf(UnitKind.words, language).label,
          dataIndex: "kind",
          render: (kind: string) => UnitKind["x-values"]?.[kind]?.[language],
        },
        { title: language === "zh" ? "编码" : "Code", dataIndex: "code" },
        {
          title: language === "zh" ? "名称" : "Name",
          render: (_, one: Unit) => (
            <Button type="link" size="small" onClick={() => onChoose(one.id)}>
              {one.name}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Store({ code, unit, units }: { code: string; unit: Unit; units: Unit[] }) {
  const t = useWords();
  const may = useMay();
  const params = { path: { store: code } };
  const store = useRead("/v1/stores/{store}", { params });
  const tills = useRead("/v1/stores/{store}/tills", { params }, { enabled: may("list_tills") });
  const counters = units.filter((one) => one.parent_id === unit.id);
  return (
    <Space orientation="vertical" size="large" style={{ width: "100%" }}>
      <Loaded answer={store}>
        {(value) => <Details schema={StoreView} value={value} hide={["id"]} column={{ xs: 1, md: 2 }} />}
      </Loaded>
      <div>
        <Typography.Title level={2} style={{ fontSize: 15 }}>
          {t("tills")}{" "}
          <Command<Schemas["TillView"]>
            label={t("addTill")}
            title={t("addTill")}
            needs="add_till"
            schema={AddTillBody}
            button={{ size: "small" }}
            run={added((body) => api.POST("/v1/stores/{store}/tills", { params, body }))}
          />
        </Typography.Title>
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={tills.data?.items ?? []}
          loading={tills.isPending && may("list_tills")}
          locale={{ emptyText: t("none") }}
          columns={[
            { title: <Code schema={TillView} field="code" />, dataIndex: "code" },
            { title: <Code schema={TillView} field="name" />, dataIndex: "name" },
          ]}
        />
      </div>
      <div>
        <Typography.Title level={2} style={{ fontSize: 15 }}>
          {t("counters")}{" "}
          <Command<Schemas["CounterView"]>
            label={t("addCounter")}
            title={t("addCounter")}
            needs="add_counter"
            schema={AddCounterBody}
            button={{ size: "small" }}
            run={added((body) => api.POST("/v1/stores/{store}/counters", { params, body }))}
          />
        </Typography.Title>
        <Space wrap>
          {counters.map((one) => (
            <Tag key={one.id}>
              {one.code} {one.name}
            </Tag>
          ))}
          {counters.length === 0 && <Typography.Text type="secondary">–</Typography.Text>}
        </Space>
      </div>
    </Space>
  );
}

function Code({ schema, field }: { schema: typeof TillView; field: string }) {
  const language = useLanguage();
  return <>{labelOf(schema.properties?.[field]?.words, language).label}</>;
}
