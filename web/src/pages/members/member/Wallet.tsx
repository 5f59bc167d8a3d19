// Stored value and small change: what there is and whose, recharges, payouts, freezing, the statement.
import { FreezeWalletBody } from "@schemas/FreezeWalletBody";
import { PayOutWalletBody } from "@schemas/PayOutWalletBody";
import { RechargeWalletBody } from "@schemas/RechargeWalletBody";
import { VoidWalletRechargeBody } from "@schemas/VoidWalletRechargeBody";
import { Wallet as WalletSchema } from "@schemas/Wallet";
import { WalletEntry } from "@schemas/WalletEntry";
import { WalletOpenRecharge } from "@schemas/WalletOpenRecharge";
import { Alert, Card, Flex, Space } from "antd";
import { api, type Body } from "@/api/client";
import { useRead } from "@/api/query";
import { defineWords } from "@/i18n";
import { DataTable } from "@/shared/DataTable";
import { Details } from "@/shared/Details";
import { ListOf } from "@/shared/ListOf";
import { Loaded } from "@/shared/Page";
import { Act, useMember, useProofFields } from "../parts";

const useWords = defineWords("members.wallet", {
  recharge: ["充值", "Recharge"],
  rechargeHelp: ["先收款，再充值；当天可作废。", "Take the money first; it can be voided the same day."],
  payout: ["退付", "Pay out"],
  payoutHelp: [
    "按原因区分本金与赠送；依据见上方说明。",
    "By its cause principal and bonus differ; the rule stands above.",
  ],
  freeze: ["冻结", "Freeze"],
  release: ["解冻", "Release"],
  void: ["作废", "Void"],
  voidHelp: ["用于输错的充值，仅限当天。", "For a recharge that was mistyped, on its day."],
  recharges: ["可退的充值", "Recharges"],
  statement: ["流水", "Statement"],
  empty: ["还没有流水", "No entries yet"],
});

export function Wallet() {
  const t = useWords();
  const { id } = useMember();
  const proof = useProofFields();
  const params = { path: { id } };
  const answer = useRead("/v1/members/{id}/wallet", { params });
  return (
    <Loaded answer={answer}>
      {(wallet) => (
        <Flex vertical gap={16}>
          <Space wrap>
            <Act<Body<"recharge_wallet">>
              label={t("recharge")}
              title={t("recharge")}
              explain={t("rechargeHelp")}
              needs="recharge_wallet"
              button={{ type: "primary" }}
              schema={RechargeWalletBody}
              run={(body, once) =>
                api.POST("/v1/members/{id}/wallet/recharges", { params: { ...params, header: once }, body })
              }
            />
            <Act<Body<"pay_out_wallet">>
              label={t("payout")}
              title={t("payout")}
              explain={t("payoutHelp")}
              needs="pay_out_wallet"
              schema={PayOutWalletBody}
              fields={proof}
              run={(body, once) =>
                api.POST("/v1/members/{id}/wallet/payouts", { params: { ...params, header: once }, body })
              }
            />
            {wallet.state === "frozen" ? (
              <Act<Body<"release_wallet">>
                label={t("release")}
                title={t("release")}
                needs="release_wallet"
                schema={FreezeWalletBody}
                run={(body, once) =>
                  api.POST("/v1/members/{id}/wallet/release", { params: { ...params, header: once }, body })
                }
              />
            ) : (
              <Act<Body<"freeze_wallet">>
                label={t("freeze")}
                title={t("freeze")}
                needs="freeze_wallet"
                danger
                schema={FreezeWalletBody}
                run={(body, once) =>
                  api.POST("/v1/members/{id}/wallet/freeze", { params: { ...params, header: once }, body })
                }
              />
            )}
          </Space>
          <Alert type="info" title={wallet.text} />
          <Details schema={WalletSchema} value={wallet} hide={["member", "recharges", "text"]} />
          {wallet.recharges.length > 0 && (
            <Card size="small" title={t("recharges")}>
              <ListOf
                schema={WalletOpenRecharge}
                rows={wallet.recharges}
                actions={(row) => (
                  <Act<Body<"void_wallet_recharge">>
                    label={t("void")}
                    title={t("void")}
                    explain={t("voidHelp")}
                    needs="void_wallet_recharge"
                    danger
                    button={{ size: "small" }}
                    schema={VoidWalletRechargeBody}
                    run={(body, once) =>
                      api.POST("/v1/members/{id}/wallet/recharges/{recharge}/void", {
                        params: {
                          path: {
                            id,
                            recharge:
                              (row as { recharge?: string; id?: string }).recharge ?? (row as { id?: string }).id ?? "",
                          },
                          header: once,
                        },
                        body,
                      })
                    }
                  />
                )}
              />
            </Card>
          )}
          <DataTable
            id="member.wallet"
            title={t("statement")}
            prefix="w."
            path="/v1/members/{id}/wallet/entries"
            params={params}
            rowKey={(row) => String((row as { seq?: number }).seq ?? JSON.stringify(row))}
            schema={WalletEntry}
            columns={Object.keys(WalletEntry.properties ?? {}).map((key, at) => ({ key, hidden: at > 9 }))}
            empty={{ title: t("empty") }}
          />
        </Flex>
      )}
    </Loaded>
  );
}
