// powershell-check.mjs: a grammar of PowerShell that is not ours reads a script
// SPDX-FileCopyrightText: Hikae contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Usage: node powershell-check.mjs < SCRIPT, in a folder whose node_modules has
// tree-sitter-powershell and web-tree-sitter. Ends with 1 when the script has a fault.
import fs from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.cwd() + "/"));
const { Language, Parser } = require("web-tree-sitter");

await Parser.init();
const grammar = require.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));
const tree = parser.parse(fs.readFileSync(0, "utf8"));
console.log(tree.rootNode.toString());
process.exit(tree.rootNode.hasError ? 1 : 0);
