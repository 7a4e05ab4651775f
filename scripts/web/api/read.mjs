// Reads the public interface of the npm module from its sources, with the compiler that checks them. The compiler's API
// is not stable yet; tests/web/package.json pins its version.

import { createRequire } from 'node:module';

/**
 * A function or a method.
 * @typedef {object} Call
 * @property {string} name
 * @property {string} text description
 * @property {Parameter[]} parameters
 * @property {string} returns the type
 * @property {string} returned description of the result
 * @property {string} errors
 * @property {string} example JavaScript
 */

/** @typedef {{ name: string, type: string, optional: boolean, text: string }} Parameter */
/** @typedef {{ name: string, optional: boolean, text: string, standard: string }} Property standard: the default */
/** @typedef {{ name: string, text: string, properties: Property[], values: string[] }} Type values: of a union of strings */
/** @typedef {{ name: string, text: string, example: string, methods: Call[], properties: Property[] }} Class */
/** @typedef {{ calls: Call[], classes: Class[], types: Type[] }} Api */

/**
 * @param {string} root of the repository, with a slash
 * @returns {Api}
 */
export function readApi(root) {
  const require = createRequire(`${root}tests/web/package.json`);
  /** @type {typeof import('typescript/unstable/sync')} */
  const { API, SignatureKind, SymbolFlags, TypeFlags } = require('typescript/unstable/sync');
  const config = `${root}web/tsconfig.json`;
  const compiler = new API({ cwd: root });
  try {
    const project = compiler.updateSnapshot({ openProject: config }).getProject(config);
    if (!project) throw new Error(`${config} is no project`);
    const { checker, program } = project;

    /** @param {import('typescript/unstable/sync').Symbol} symbol */
    const documentation = (symbol) => {
      const tags = symbol.getJsDocTags(checker);
      const textOf = (/** @type {string} */ tag) =>
        tags.find(({ name }) => name === tag)?.text ?? '';
      return {
        text: symbol.getDocumentationComment(checker),
        parameters: tags
          .filter(({ name }) => name === 'param')
          .map(({ text = '' }) => /^(\S+)\s*(.*)$/s.exec(text)?.slice(1) ?? [text, '']),
        returned: textOf('returns'),
        errors: textOf('throws').replace(/^\{.*?\}\s*/, ''),
        example: textOf('example'),
      };
    };

    /** @param {import('typescript/unstable/sync').Symbol} symbol @returns {Call} */
    const call = (symbol) => {
      const { parameters, ...told } = documentation(symbol);
      const type = checker.getTypeOfSymbol(symbol);
      const [signature] = checker.getSignaturesOfType(type, SignatureKind.Call);
      const given = signature.getParameters();
      return {
        name: symbol.name,
        ...told,
        parameters: parameters.map(([name, text], i) => {
          const printed = checker.typeToString(checker.getTypeOfSymbol(given[i]));
          const optional = / \| undefined$/.test(printed) || /^\{.*\?: /.test(printed);
          return { name, text, type: printed.replace(/ \| undefined$/, ''), optional };
        }),
        returns: checker.typeToString(checker.getReturnTypeOfSignature(signature)),
      };
    };

    /** @param {import('typescript/unstable/sync').Symbol} symbol @returns {Property} */
    const property = (symbol) => {
      const comment = symbol.getDocumentationComment(checker).replace(/\s+/g, ' ');
      const [, text, standard = ''] = /^(.*?)(?:\.? Default: (.*))?$/.exec(comment);
      return {
        name: symbol.name,
        optional: Boolean(symbol.flags & SymbolFlags.Optional),
        text,
        standard,
      };
    };

    /** @type {Api} */
    const api = { calls: [], classes: [], types: [] };
    const index = checker.getSymbolAtLocation(program.getSourceFile(`${root}web/src/index.js`));
    for (const exported of checker.getExportsOfModule(index)) {
      const { name } = exported;
      const symbol =
        exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      if (symbol.flags & SymbolFlags.Function) {
        api.calls.push(call(symbol));
      } else if (symbol.flags & SymbolFlags.Class) {
        const members = [...symbol.getMembers().values()].filter((one) => /^[a-z]/.test(one.name));
        const { text, example } = documentation(symbol);
        const methods = members.filter(({ flags }) => flags & SymbolFlags.Method).map(call);
        const properties = members.filter(({ flags }) => flags & SymbolFlags.Property);
        api.classes.push({ name, text, example, methods, properties: properties.map(property) });
      } else {
        const type = checker.getDeclaredTypeOfSymbol(symbol);
        const values = type.isUnionType()
          ? type.getTypes().flatMap((one) => (one.isStringLiteralType() ? [String(one.value)] : []))
          : [];
        // The properties of other unions carry no information.
        const has = type.flags & (TypeFlags.Object | TypeFlags.Intersection);
        const properties = has ? checker.getPropertiesOfType(type).map(property) : [];
        const told = type.getAliasSymbol() ?? symbol;
        const text = told.getDocumentationComment(checker);
        api.types.push({ name, text, properties, values });
      }
    }
    return api;
  } finally {
    compiler.close();
  }
}
