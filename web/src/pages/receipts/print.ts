// A receipt on paper of 80 mm: a frame of its own, so that nothing of the page is printed with it.
import type { Schemas } from "@/api/client";
import { language } from "@/i18n";
import { instantText, minorText, moneyText } from "@/shared/format";

const quoted = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

export function receiptHtml(receipt: Schemas["ReceiptAnswer"]): string {
  const zh = language() === "zh";
  const row = (left: string, right: string) => `<tr><td>${quoted(left)}</td><td class="n">${quoted(right)}</td></tr>`;
  const lines = receipt.lines.map((line) =>
    row(`${line.item} × ${line.quantity}`, minorText(line.amount.amount, line.amount.currency)),
  );
  const tenders = receipt.tenders.map((tender) => row(tender.kind, moneyText(tender.amount)));
  const points = receipt.lines.reduce((sum, line) => sum + line.points, 0);
  return `<!doctype html><html lang="${zh ? "zh-CN" : "en"}"><head><meta charset="utf-8"><title>${quoted(receipt.receipt)}</title><style>
@page { size: 80mm auto; margin: 3mm; } body { font: 12px/1.5 monospace; width: 74mm; margin: 0; }
table { width: 100%; border-collapse: collapse; } .n { text-align: right; } hr { border: 0; border-top: 1px dashed #000; } h1 { font-size: 15px; text-align: center; margin: 0; }
</style></head><body><h1>${quoted(receipt.store)}</h1>
<div>${zh ? "收银机" : "Till"} ${quoted(receipt.till)} · ${zh ? "流水号" : "No."} ${receipt.sequence}</div><div>${quoted(instantText(receipt.occurred_at))}</div><hr>
<table>${lines.join("")}</table><hr><table>${row(zh ? "应付" : "To pay", moneyText(receipt.payable))}${tenders.join("")}</table><hr>
<div>${zh ? "本次积分" : "Points"} ${points}${receipt.balance === undefined ? "" : ` · ${zh ? "余额" : "balance"} ${receipt.balance}`}</div>
<div>${quoted(receipt.receipt)}</div></body></html>`;
}

export function printReceipt(receipt: Schemas["ReceiptAnswer"]) {
  const frame = document.createElement("iframe");
  frame.style.position = "fixed";
  frame.style.width = "0";
  frame.style.height = "0";
  frame.style.border = "0";
  frame.onload = () => {
    const inside = frame.contentWindow;
    if (!inside) return;
    inside.onafterprint = () => frame.remove();
    inside.focus();
    inside.print();
  };
  frame.srcdoc = receiptHtml(receipt);
  document.body.append(frame);
}
