import type { FormProblem } from './form-problem';
import { html, type Html } from './html';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'email' | 'password' | 'text';
  /** What browsers and password managers may fill in. */
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly isNumeric?: boolean;
}

export interface Form {
  readonly action: string;
  readonly formToken: string;
  readonly fields: readonly Field[];
  readonly button: string;
}

/**
 * A form, with what was wrong about it when it came in. The keyboard is where the person goes on: in the field that the
 * problem is about, else in the first empty one.
 */
export function form({ action, formToken, fields, button }: Form, problem?: FormProblem): Html {
  const focused = fields.find(({ name }) => name === problem?.field) ?? fields.find(({ value }) => !value) ?? fields[0];
  return html`${problem && html`<p class="alert" role="alert" id="problem">${problem.message}</p>`}
<form method="post" action="${action}" novalidate>
<input type="hidden" name="form_token" value="${formToken}">
${fields.map((field) => input(field, field === focused, field.name === problem?.field))}
<button type="submit">${button}</button>
</form>`;
}

function input(field: Field, isFocused: boolean, isInvalid: boolean): Html {
  const { name, label, type, autocomplete, value, hint, isNumeric } = field;
  const descriptions = [isInvalid && 'problem', hint && `${name}-hint`].filter(Boolean).join(' ');
  return html`<div>
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${attribute('value', value)}${attribute('inputmode', isNumeric && 'numeric')}${attribute('aria-describedby', descriptions)}${attribute('aria-invalid', isInvalid && 'true')}${isFocused && html` autofocus`}>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>
`;
}

function attribute(name: string, value: string | false | undefined): Html | undefined {
  return value ? html` ${name}="${value}"` : undefined;
}
