// The same baskets through three engines: ours (already priced, by bench_pricing --export), the
// computation of @medusajs/promotion, and json-rules-engine. All rules are in memory; what a server
// would add – HTTP, a database, prefiltering in SQL – is left out for each of them.
//   node compare.mjs FOLDER [MEDUSA_BASKETS] [JSON_RULES_BASKETS]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";

const require = createRequire(import.meta.url);
const { Engine } = require("json-rules-engine");
const { PromotionModuleService } = require("@medusajs/promotion/dist/services/index.js");

const [folder, medusaCount = "200", jsonRulesCount = "10"] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
const rules = read("rules");
const baskets = read("baskets");
const ours = read("ours");
// The processor's time of this process: what runs beside it does not count.
const micros = (begun) => {
  const used = process.cpuUsage(begun);
  return used.user + used.system;
};
const amountOf = (line) => line.price * line.quantity; // fen

// ---- @medusajs/promotion: PromotionModuleService.computeActions itself; only what it would load
// from its database comes from memory.
const attributes = { item: "items.product.id", brand: "items.product.brand", category: "items.product.category" };
const promotions = rules.map((rule) => ({
  id: `promo_${rule.id}`,
  code: `R${rule.id}`,
  type: "standard",
  status: "active",
  is_automatic: true,
  is_tax_inclusive: false,
  rules: [],
  application_method: {
    type: "percentage",
    target_type: "items",
    allocation: "each",
    value: rule.percent_off,
    max_quantity: 1_000_000, // of each line: all of it (null would mean one piece)
    target_rules: [
      { attribute: attributes[rule.kind], operator: "in", values: rule.ids.map((id) => ({ value: `${id}` })) },
      ...(rule.from > 0 ? [{ attribute: "items.subtotal", operator: "gte", values: [{ value: `${rule.from}` }] }] : []),
    ],
  },
}));
const codes = promotions.map((promotion) => promotion.code);
const service = Object.create(PromotionModuleService.prototype);
service.baseRepository_ = { getFreshManager: () => ({}) };
service.listActivePromotions_ = async () => promotions;

async function medusa(basket) {
  const items = basket.lines.map((line, i) => ({
    id: `line_${i}`,
    quantity: line.quantity,
    subtotal: amountOf(line),
    original_total: amountOf(line),
    is_discountable: true,
    product: { id: `${line.item}`, brand: `${line.brand}`, category: `${line.category}` },
  }));
  const begun = process.cpuUsage();
  const actions = await service.computeActions(codes, { currency_code: "cny", items }, { prevent_auto_promotions: true });
  const passed = micros(begun);
  let payable = basket.lines.reduce((sum, line) => sum + amountOf(line), 0);
  for (const action of actions) {
    if (action.action === "addItemAdjustment") payable -= Number(action.amount);
  }
  return { payable, passed };
}

// ---- json-rules-engine: one engine with all rules, run once for each line.
const engine = new Engine([], { allowUndefinedFacts: true });
for (const rule of rules) {
  const all = [{ fact: rule.kind, operator: "in", value: rule.ids }];
  if (rule.from > 0) all.push({ fact: "amount", operator: "greaterThanInclusive", value: rule.from });
  engine.addRule({ conditions: { all }, event: { type: "percent", params: { off: rule.percent_off } } });
}

async function jsonRules(basket) {
  const begun = process.cpuUsage();
  let payable = 0;
  for (const line of basket.lines) {
    const amount = amountOf(line);
    const { events } = await engine.run({ item: line.item, brand: line.brand, category: line.category, amount });
    payable += amount;
    for (const event of events) payable -= (amount * event.params.off) / 100;
  }
  return { payable, passed: micros(begun) };
}

async function measure(name, run, count) {
  const times = [];
  let differing = 0;
  const warm = Math.min(5, count);
  for (let i = 0; i < warm; ++i) await run(baskets[i]);
  for (const basket of baskets.slice(0, count)) {
    const { payable, passed } = await run(basket);
    times.push(passed);
    if (Math.abs(payable - basket.payable) > 1e-6) ++differing;
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { name, count, p50: at(0.5), p99: at(0.99), differing };
}

const rows = [
  { name: "ours, with trace", count: ours.quotes, p50: ours.p50_ns / 1000, p99: ours.p99_ns / 1000, differing: 0 },
  await measure("@medusajs/promotion computeActions", medusa, Number(medusaCount)),
  await measure("json-rules-engine", jsonRules, Number(jsonRulesCount)),
];
const reduced = baskets.filter(
  (basket) => basket.payable < basket.lines.reduce((sum, line) => sum + amountOf(line), 0),
).length;
console.log(`machine  ${os.cpus()[0].model}, ${os.cpus().length} CPUs, load ${os.loadavg()[0].toFixed(1)}, node ${process.version}`);
console.log(`commit   ${process.env.GUANXI_COMMIT ?? "unknown"}`);
console.log(`${rules.length} rules, baskets of ${baskets[0].lines.length} lines, ${reduced} of ${baskets.length} of them reduced by a rule\n`);
console.log("| engine | quotes | p50 µs | p99 µs | times ours (p50) | other totals |\n|---|---|---|---|---|---|");
for (const row of rows) {
  const ratio = row === rows[0] ? "1" : Math.round(row.p50 / rows[0].p50).toLocaleString("en");
  console.log(`| ${row.name} | ${row.count} | ${row.p50.toFixed(1)} | ${row.p99.toFixed(1)} | ${ratio} | ${row.differing} |`);
}
if (rows.some((row) => row.differing > 0)) process.exit(1);
