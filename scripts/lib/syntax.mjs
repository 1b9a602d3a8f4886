import { parseSync } from 'vite';

/** @typedef {{ type: string, [key: string]: unknown }} Node */

/**
 * Every node of a TypeScript file's syntax tree.
 * @param {string} file
 * @param {string} source
 * @returns {Generator<Node>}
 */
export function* nodesOf(file, source) {
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  yield* walk(program);
}

/**
 * @param {unknown} value
 * @returns {Generator<Node>}
 */
function* walk(value) {
  if (value === null || typeof value !== 'object') return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* walk(child);
}

/**
 * @param {object} value
 * @returns {value is Node}
 */
const isNode = (value) => 'type' in value && typeof value.type === 'string';

/**
 * What a node imports: import and export from, import(), import types, require().
 * @param {Node} node
 * @returns {string | undefined}
 */
export function importedBy(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return textOf(node.source);
    case 'CallExpression':
      return nameOf(node.callee) === 'require'
        ? textOf(/** @type {unknown[]} */ (node.arguments)[0])
        : undefined;
    default:
      return undefined;
  }
}

/** @param {unknown} literal */
function textOf(literal) {
  const value = /** @type {{ value?: unknown } | null | undefined} */ (literal)?.value;
  return typeof value === 'string' ? value : undefined;
}

/**
 * The name of an identifier, or of the last part of a member expression.
 * @param {unknown} node
 * @returns {string | undefined}
 */
export function nameOf(node) {
  const { type, name, property } = /** @type {Node} */ (node);
  if (type === 'Identifier') return String(name);
  return type === 'MemberExpression' ? nameOf(property) : undefined;
}
