import { deployStacks, type StackTemplate } from '../../../src/local/template/stack-template';
import type { Template } from '../../../src/local/template/template';

/** A template of these resources and whatever else, deployed as stack `App`. */
export function deployed(template: Template, port = 0): StackTemplate {
  return deployStacks([{ name: 'App', template, paths: new Map(), assets: new Map() }], port)[0];
}
