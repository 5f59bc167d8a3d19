// What the API's description says, as the console takes it in:
//   src/api/generated/types.d.ts        every path, request and answer, for the typed client
//   src/api/generated/operations.ts     what each operation is called, and the permission it asks for
//   src/api/generated/schemas/NAME.ts   one schema each with its words in both languages, so that a page carries only
//                                       the schemas it shows (schemas/Name.ts imports what it refers to); a body that
//                                       has no name of its own is called by its operation: ChangeCardBody
// Written anew at every build; nothing of it is committed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const web = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(web, "../docs/api/openapi.json");
const target = join(web, "src/api/generated");
const text = readFileSync(source, "utf8");
const document = JSON.parse(text);

const refersTo = "#/components/schemas/";
const kept = new Set([
  "type",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "x-minimum",
  "x-maximum",
  "minItems",
  "maxItems",
  "default",
  "enum",
  "const",
  "x-values",
  "required",
  "x-personal",
]);

/** The schema with short words: `zh`, `en`; a reference becomes the name of an import. */
function compact(schema, imports) {
  const own = {};
  if (schema["x-description"]) own.words = schema["x-description"];
  if (schema.examples?.length) own.example = schema.examples[0];
  for (const [key, value] of Object.entries(schema)) if (kept.has(key)) own[key] = value;
  if (schema.$ref) {
    const name = schema.$ref.slice(refersTo.length);
    imports.add(name);
    own.$ref = name;
  }
  if (schema.properties)
    own.properties = Object.fromEntries(Object.entries(schema.properties).map(([k, v]) => [k, compact(v, imports)]));
  if (schema.items) own.items = compact(schema.items, imports);
  if (schema.additionalProperties && typeof schema.additionalProperties === "object")
    own.additionalProperties = compact(schema.additionalProperties, imports);
  if (schema.oneOf) {
    own.oneOf = schema.oneOf.map((one) => compact(one, imports));
    own.discriminator = schema.discriminator?.propertyName;
  }
  return own;
}

/** References are looked up when they are needed: schemas may refer to themselves. */
function module(name, schema) {
  const imports = new Set();
  const body = compact(schema, imports);
  imports.delete(name);
  const lines = [...imports].sort().map((one) => `import { ${one} } from "./${one}";`);
  lines.unshift('import type { Schema } from "../../schema";');
  const parts = ["refs", ...[...imports].sort()];
  lines.push(`export const ${name}: Schema = ${JSON.stringify(body)};`);
  if (imports.size > 0) lines.push(`${name}.refs = () => ({ ${parts.slice(1).join(", ")} });`);
  return `${lines.join("\n")}\n`;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "schemas"), { recursive: true });
for (const [name, schema] of Object.entries(document.components.schemas))
  writeFileSync(join(target, "schemas", `${name}.ts`), module(name, schema));

const operations = [];
const pascal = (name) => name.replace(/(^|_)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase());
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (!operation.operationId) continue;
    const permission = operation["x-permission"] ?? "";
    const body = operation.requestBody?.content?.["application/json"]?.schema;
    if (body?.properties) {
      const name = `${pascal(operation.operationId)}Body`;
      writeFileSync(join(target, "schemas", `${name}.ts`), module(name, body));
    }
    operations.push(
      `  ${operation.operationId}: { method: "${method}", path: "${path}", permission: "${permission}" },`,
    );
  }
}
writeFileSync(
  join(target, "operations.ts"),
  `export const operations = {\n${operations.join("\n")}\n} as const;\nexport type OperationId = keyof typeof operations;\n`,
);

const ast = await openapiTS(document, { alphabetize: false, excludeDeprecated: false });
writeFileSync(join(target, "types.d.ts"), astToString(ast).replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, ""));
