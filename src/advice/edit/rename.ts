/** Edits of what is called: another class of the same module. */
import type { FrameworkName } from '../../definition/model.ts';
import type { TextEdit } from '../edits.ts';
import { callAt, calleeOf } from './calls.ts';
import { canonicalPath } from './libraries.ts';
import { namesAt } from './names.ts';
import { childrenOf, type Editable, type Span, textOf } from './source.ts';
import { spell } from './spell.ts';
import { statementAt } from './statements.ts';

/**
 * Calls another name of the same module: `nn.Dropout` becomes `nn.Dropout2d`. A name that was imported by itself is
 * replaced in its import where nothing else uses it; otherwise the new one is imported too.
 * @returns undefined where the callee is no plain name of the library, or the new name is taken
 */
export function renameCall(
  source: Editable,
  framework: FrameworkName,
  call: Span,
  newName: string,
): TextEdit[] | undefined {
  const node = callAt(source, call);
  const callee = node && calleeOf(node);
  const property = callee?.name === 'MemberExpression' ? callee.lastChild : undefined;
  if (property?.name === 'PropertyName') return [{ from: property.from, to: property.to, text: newName }];
  if (callee?.name !== 'VariableName') return undefined;
  const { from, to } = callee;
  const name = textOf(source, callee);
  const binding = namesAt(source, from).bindings.find((each) => each.name === name);
  const path = binding && canonicalPath(framework, binding.path!);
  if (!path) return undefined;
  const inPlace = renameImported(source, framework, { name, at: binding.at, call: { from, to } }, newName);
  if (inPlace) return inPlace;
  const spelling = spell(source, framework, path.slice(0, path.lastIndexOf('.') + 1) + newName, call);
  return spelling && [{ from, to, text: spelling.text }, ...spelling.edits];
}

/** `from torch.optim import Adam`: the import and its only use are both renamed. */
function renameImported(
  source: Editable,
  framework: FrameworkName,
  { name, at, call }: { name: string; at?: Span; call: Span },
  newName: string,
): TextEdit[] | undefined {
  const statement = at && statementAt(source, at);
  const uses = occurrences(source, name);
  const [declared, used, ...others] = uses;
  const isFree = namesAt(source, call.from).isFree(newName);
  const isPlain = used?.from === call.from && others.length === 0 && isFree && framework !== 'tfjs';
  if (!statement || !declared || !isPlain || statement.from > declared.from || declared.to > statement.to) {
    return undefined;
  }
  const isItem = childrenOf(statement).some(({ from }) => from === declared.from);
  const isAlias = /\bas\s+$/.test(source.text.slice(statement.from, declared.from));
  if (!isItem || isAlias) return undefined;
  return [declared, call].map(({ from, to }) => ({ from, to, text: newName }));
}

/** Everywhere that a name stands as a variable. */
function occurrences(source: Editable, name: string): Span[] {
  const found: Span[] = [];
  source.tree.iterate({
    enter({ name: kind, from, to }) {
      if (/^Variable(Name|Definition)$/.test(kind) && textOf(source, { from, to }) === name)
        found.push({ from, to });
    },
  });
  return found;
}
