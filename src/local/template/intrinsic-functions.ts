import { CommandError } from '../command-error';

/** What the intrinsic functions look things up in. */
export interface IntrinsicScope {
  /** `Ref`: a parameter, a pseudo parameter or a resource. `NO_VALUE` for `AWS::NoValue`. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  imported(exportName: string): unknown;
}

/** Takes a property, or an entry of a list, away: `AWS::NoValue`. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Evaluate = (value: unknown) => unknown;

/**
 * Evaluates every intrinsic function in a value of a template.
 */
export function evaluateIntrinsics(value: unknown, scope: IntrinsicScope): unknown {
  const evaluate: Evaluate = (each) => evaluateIntrinsics(each, scope);
  if (Array.isArray(value)) return value.map(evaluate).filter((each) => each !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;

  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 && entries[0] ? entries[0] : ['', undefined];
  if (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')) {
    if (name === 'Condition' && typeof argument !== 'string') return evaluateObject(entries, evaluate); // a policy statement's
    return call(name, argument, scope, evaluate);
  }
  return evaluateObject(entries, evaluate);
}

function evaluateObject(entries: [string, unknown][], evaluate: Evaluate): Record<string, unknown> {
  return Object.fromEntries(entries.map(([key, each]) => [key, evaluate(each)]).filter(([, each]) => each !== NO_VALUE));
}

function call(name: string, argument: unknown, scope: IntrinsicScope, evaluate: Evaluate): unknown {
  const list = () => evaluate(argument) as unknown[];
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument));
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::GetAtt':
      return getAttribute(argument, scope, evaluate);
    case 'Fn::Sub':
      return substitute(argument, scope, evaluate);
    case 'Fn::If': {
      const [condition, yes, no] = argument as [string, unknown, unknown];
      return evaluate(scope.condition(condition) ? yes : no);
    }
    case 'Fn::Join': {
      const [separator, parts] = list() as [string, unknown[]];
      return parts.map(String).join(separator);
    }
    case 'Fn::Select': {
      const [index, parts] = list() as [number | string, unknown[]];
      return parts[Number(index)];
    }
    case 'Fn::Split': {
      const [separator, text] = list() as [string, string];
      return text.split(separator);
    }
    case 'Fn::FindInMap': {
      const [map, top, second, fallback] = list() as [string, string, string, { DefaultValue?: unknown }?];
      return scope.mapping(map, top, second) ?? fallback?.DefaultValue;
    }
    case 'Fn::Base64':
      return Buffer.from(String(evaluate(argument))).toString('base64');
    case 'Fn::ImportValue':
      return scope.imported(String(evaluate(argument)));
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${String(evaluate(argument)) || String(scope.ref('AWS::Region'))}${zone}`);
    case 'Fn::Length':
      return list().length;
    case 'Fn::ToJsonString':
      return JSON.stringify(evaluate(argument));
    case 'Fn::Equals': {
      const [left, right] = list();
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case 'Fn::And':
      return list().every(Boolean);
    case 'Fn::Or':
      return list().some(Boolean);
    case 'Fn::Not':
      return !list()[0];
    default:
      throw new CommandError(`the template uses ${name}, which the local chat room cannot evaluate`);
  }
}

function getAttribute(argument: unknown, scope: IntrinsicScope, evaluate: Evaluate): unknown {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return scope.attribute(argument.slice(0, dot), argument.slice(dot + 1));
  }
  const [logicalId, attribute] = argument as [string, unknown];
  return scope.attribute(logicalId, String(evaluate(attribute)));
}

function substitute(argument: unknown, scope: IntrinsicScope, evaluate: Evaluate): string {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return String(evaluate(variables[name]));
    return String(name.includes('.') ? getAttribute(name, scope, evaluate) : scope.ref(name));
  });
}
