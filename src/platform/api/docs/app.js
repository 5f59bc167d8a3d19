// The documentation page: draws /openapi.json. Text is only ever set as text, never as markup.
'use strict';

const words = {
  request: { zh: '请求', en: 'Request' },
  parameters: { zh: '参数', en: 'Parameters' },
  body: { zh: '正文', en: 'Body' },
  answer: { zh: '应答', en: 'Answer' },
  errors: { zh: '错误', en: 'Errors' },
  schemas: { zh: '数据结构', en: 'Schemas' },
  codes: { zh: '错误代码', en: 'Error codes' },
  example: { zh: '示例', en: 'Example' },
  command: { zh: '命令行', en: 'Command line' },
  name: { zh: '名称', en: 'Name' },
  type: { zh: '类型', en: 'Type' },
  meaning: { zh: '含义', en: 'Meaning' },
  status: { zh: '状态', en: 'Status' },
  required: { zh: '必填', en: 'required' },
  personal: { zh: '个人信息', en: 'personal data' },
  permission: { zh: '权限', en: 'permission' },
  public: { zh: '公开', en: 'public' },
  idempotent: { zh: '需要幂等键', en: 'needs Idempotency-Key' },
  copy: { zh: '复制', en: 'Copy' },
  copied: { zh: '已复制', en: 'Copied' },
  empty: { zh: '无内容', en: 'no content' },
  by_default: { zh: '默认', en: 'default' },
  list_of: { zh: '列表：', en: 'list of ' },
  one_of: { zh: '之一：', en: 'one of: ' },
  failed: { zh: '无法读取 /openapi.json：', en: 'Cannot read /openapi.json: ' },
};
const methods = ['get', 'post', 'put', 'patch', 'delete'];

let language = 'zh';
let spec = null;

function word(name) { return words[name][language]; }

// x-summary and its kin hold both languages; the plain member is what other tools read.
function say(object, member) {
  const both = object['x-' + member];
  return both ? (both[language] || both.zh || both.en) : (object[member] || '');
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'on') Object.entries(value).forEach(([event, run]) => element.addEventListener(event, run));
    else element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) element.append(child);
  }
  return element;
}

function copyable(text) {
  const button = make('button', { type: 'button' }, word('copy'));
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {  // no clipboard without https: select it instead
      const range = document.createRange();
      range.selectNodeContents(button.previousSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return;
    }
    button.textContent = word('copied');
    setTimeout(() => { button.textContent = word('copy'); }, 1500);
  });
  return make('div', { class: 'copyable' }, make('pre', { tabindex: '0' }, text), button);
}

function schema_name(ref) { return ref.slice(ref.lastIndexOf('/') + 1); }

function schema_link(ref) {
  const name = schema_name(ref);
  return make('a', { href: '#schema-' + name }, name);
}

// What a value is, as a few words and links.
function type_of(schema) {
  if (schema.$ref) return [schema_link(schema.$ref)];
  if (schema.oneOf) {
    const parts = schema.oneOf.filter((one) => one.type !== 'null').map(type_of);
    const joined = parts.flatMap((part, i) => (i > 0 ? [' | ', ...part] : part));
    const nullable = schema.oneOf.some((one) => one.type === 'null');
    return [...(parts.length > 1 ? [word('one_of')] : []), ...joined, ...(nullable ? [' | null'] : [])];
  }
  if (schema.type === 'array') return [word('list_of'), ...type_of(schema.items)];
  if (schema.const !== undefined) return [make('code', {}, JSON.stringify(schema.const))];
  return [schema.type ? schema.type + (schema.format ? ' (' + schema.format + ')' : '') : 'JSON'];
}

function limits_of(schema) {
  const parts = [];
  const between = (low, high, unit) => {
    if (low === undefined && high === undefined) return;
    parts.push((low ?? '') + ' … ' + (high ?? '') + unit);
  };
  between(schema.minimum ?? schema['x-minimum'], schema.maximum ?? schema['x-maximum'], '');
  between(schema.minLength, schema.maxLength, language === 'zh' ? ' 个字符' : ' characters');
  between(schema.minItems, schema.maxItems, language === 'zh' ? ' 条' : ' entries');
  if (schema.default !== undefined) parts.push(word('by_default') + ' ' + JSON.stringify(schema.default));
  return parts.join(language === 'zh' ? '；' : '; ');
}

function field_row(name, schema, required, text) {
  const limits = limits_of(schema.type === 'array' ? { ...schema.items, ...schema } : schema);
  return make('tr', {},
    make('td', {}, make('code', {}, name), required ? make('span', { class: 'required' }, ' ' + word('required')) : null),
    make('td', {}, type_of(schema), limits ? make('div', { class: 'soft' }, limits) : null),
    make('td', {}, text, schema['x-personal'] ? make('div', { class: 'soft' }, word('personal')) : null));
}

function table(heads, rows) {
  return make('div', { class: 'scroll' }, make('table', {},
    make('thead', {}, make('tr', {}, heads.map((head) => make('th', { scope: 'col' }, word(head))))),
    make('tbody', {}, rows)));
}

function properties_table(schema) {
  const required = new Set(schema.required || []);
  const rows = Object.entries(schema.properties || {}).map(
    ([name, inner]) => field_row(name, inner, required.has(name), say(inner, 'description')));
  return rows.length ? table(['name', 'type', 'meaning'], rows) : null;
}

function shell_quote(text) { return "'" + text.replaceAll("'", "'\\''") + "'"; }

function curl_of(path, method, operation) {
  const parameters = operation.parameters || [];
  let url = path;
  const query = [];
  const headers = [];
  for (const parameter of parameters) {
    const value = Array.isArray(parameter.example) ? parameter.example[0] : parameter.example;
    if (parameter.in === 'path') url = url.replace('{' + parameter.name + '}', encodeURIComponent(value));
    else if (parameter.in === 'query' && parameter.required) query.push(parameter.name + '=' + encodeURIComponent(value));
    else if (parameter.in === 'header') headers.push(parameter.name + ': ' + value);
  }
  if (operation['x-permission']) headers.unshift('Authorization: Bearer $TOKEN');
  if (query.length) url += '?' + query.join('&');
  const lines = ['curl -sS ' + (method === 'get' ? '' : '-X ' + method.toUpperCase() + ' ') + shell_quote(location.origin + url)];
  for (const header of headers) lines.push('-H ' + (header.includes('$TOKEN') ? '"' + header + '"' : shell_quote(header)));
  const body = operation.requestBody && operation.requestBody.content['application/json'];
  if (body) {
    lines.push("-H 'Content-Type: application/json'");
    lines.push('--data ' + shell_quote(JSON.stringify(body.example)));
  }
  return lines.join(' \\\n  ');
}

function draw_body(operation) {
  if (!operation.requestBody) return [];
  const content = operation.requestBody.content['application/json'];
  const inline = content.schema.$ref ? null : properties_table(content.schema);
  return [make('h4', {}, word('body')), content.schema.$ref ? make('p', {}, type_of(content.schema)) : inline];
}

function draw_answer(operation) {
  const status = Object.keys(operation.responses).find((known) => known < '300');
  const content = (operation.responses[status].content || {})['application/json'];
  return [
    make('h4', {}, word('answer') + ' ' + status),
    content ? make('p', {}, type_of(content.schema)) : make('p', { class: 'soft' }, word('empty')),
    content ? copyable(JSON.stringify(content.example, null, 2)) : null,
  ];
}

function draw_errors(operation) {
  const rows = Object.entries(operation.responses).filter(([status]) => status >= '400').map(
    ([status, response]) => make('tr', {}, make('td', {}, status), make('td', {},
      (response['x-codes'] || []).flatMap((code, i) => [i > 0 ? ', ' : '', make('a', { href: '#' + code }, code)]))));
  return [make('h4', {}, word('errors')), table(['status', 'codes'], rows)];
}

function draw_operation(path, method, operation) {
  const parameters = (operation.parameters || []).map((parameter) => field_row(
    parameter.name + ' (' + parameter.in + ')',
    { ...parameter.schema, default: parameter['x-default'] }, parameter.required, say(parameter, 'description')));
  const permission = operation['x-permission'];
  const idempotent = (operation.parameters || []).some((parameter) => parameter.name === 'Idempotency-Key');
  return make('section', { class: 'operation', id: operation.operationId, 'data-text': [path, method, operation.operationId,
    JSON.stringify(operation['x-summary'] || '')].join(' ').toLowerCase() },
    make('h3', {}, say(operation, 'summary')),
    make('div', { class: 'line' }, make('span', { class: 'method ' + method }, method.toUpperCase()),
      make('code', { class: 'path' }, path)),
    make('div', { class: 'line' },
      make('span', { class: 'badge' }, permission ? word('permission') + ' ' + permission : word('public')),
      idempotent ? make('span', { class: 'badge' }, word('idempotent')) : null),
    operation.description ? make('p', {}, say(operation, 'description')) : null,
    parameters.length ? [make('h4', {}, word('parameters')), table(['name', 'type', 'meaning'], parameters)] : null,
    draw_body(operation),
    make('h4', {}, word('command')), copyable(curl_of(path, method, operation)),
    draw_answer(operation), draw_errors(operation));
}

function draw_schema(name, schema) {
  const values = (schema.enum || []).map((value) => make('tr', {}, make('td', {}, make('code', {}, value)),
    make('td', {}, ((schema['x-values'] || {})[value] || {})[language] || '')));
  return make('section', { class: 'schema', id: 'schema-' + name, 'data-text': name.toLowerCase() },
    make('h3', {}, name),
    schema.description ? make('p', {}, say(schema, 'description')) : null,
    properties_table(schema),
    values.length ? table(['name', 'meaning'], values) : null,
    schema.examples ? [make('h4', {}, word('example')), copyable(JSON.stringify(schema.examples[0], null, 2))] : null);
}

function draw_codes(codes) {
  const rows = Object.entries(codes).map(([code, entry]) => make('tr', { id: code },
    make('td', {}, make('code', {}, code)), make('td', {}, String(entry.status)),
    make('td', {}, make('strong', {}, say(entry, 'title')), make('div', {}, say(entry, 'detail')))));
  return make('section', { class: 'codes', id: 'codes' }, make('h3', {}, word('codes')), table(['name', 'status', 'meaning'], rows));
}

function operations_by_tag() {
  const tags = new Map((spec.tags || []).map((tag) => [tag.name, []]));
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const method of methods) {
      if (!item[method]) continue;
      const tag = item[method].tags[0];
      if (!tags.has(tag)) tags.set(tag, []);
      tags.get(tag).push([path, method, item[method]]);
    }
  }
  return tags;
}

function nav_list(heading, links) {
  return [make('h2', {}, heading), make('ul', {}, links.map(
    ([href, text, search]) => make('li', { 'data-text': search.toLowerCase() }, make('a', { href }, text))))];
}

function draw() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.getElementById('language').textContent = language === 'zh' ? 'English' : '中文';
  for (const element of document.querySelectorAll('[data-zh]')) element.textContent = element.dataset[language];
  document.getElementById('title').textContent = spec.info.title + ' API ' + spec.info.version;
  const main = document.getElementById('main');
  const nav = document.getElementById('nav');
  main.replaceChildren(make('p', {}, say(spec.info, 'description')));
  nav.replaceChildren();
  for (const [tag, operations] of operations_by_tag()) {
    main.append(make('h2', {}, tag));
    main.append(...operations.map((one) => draw_operation(...one)));
    nav.append(...nav_list(tag, operations.map(([path, method, operation]) => ['#' + operation.operationId,
      say(operation, 'summary') || operation.operationId,
      [path, method, operation.operationId, JSON.stringify(operation['x-summary'] || '')].join(' ')])));
  }
  const schemas = Object.entries(spec.components.schemas);
  main.append(make('h2', {}, word('schemas')), ...schemas.map(([name, schema]) => draw_schema(name, schema)));
  main.append(draw_codes(spec.components['x-error-codes'] || {}));
  nav.append(...nav_list(word('schemas'), schemas.map(([name]) => ['#schema-' + name, name, name])));
  nav.append(...nav_list(word('codes'), [['#codes', word('codes'), 'codes errors 错误代码']]));
  filter();
}

function filter() {
  const wanted = document.getElementById('filter').value.trim().toLowerCase();
  for (const element of document.querySelectorAll('[data-text]')) {
    element.hidden = wanted !== '' && !element.dataset.text.includes(wanted);
  }
}

function scroll_to_hash() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
}

async function start() {
  language = localStorage.getItem('guanxi-docs-language') || (navigator.language.startsWith('zh') ? 'zh' : 'en');
  document.getElementById('language').addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh';
    localStorage.setItem('guanxi-docs-language', language);
    draw();
  });
  document.getElementById('filter').addEventListener('input', filter);
  try {
    const answer = await fetch('/openapi.json');
    if (!answer.ok) throw new Error(String(answer.status));
    spec = await answer.json();
  } catch (fault) {
    const status = document.getElementById('status');
    status.className = 'error';
    status.textContent = word('failed') + fault.message;
    return;
  }
  draw();
  scroll_to_hash();
}

start();
