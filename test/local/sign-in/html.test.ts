import * as fc from 'fast-check';
import { html } from '../../../src/local/sign-in/pages/html';

test('whatever is put into HTML stays text, in an element and in an attribute', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ' ', ';', 'amp') }), (text) => {
    const { markup } = html`<b title="${text}">${text}</b>`;
    expect(markup.replaceAll(/&(amp|lt|gt|quot|#39);/g, '')).toMatch(/^<b title="[^<>"'&]*">[^<>"'&]*<\/b>$/);
  }));
});

test('pieces of HTML go into others as they are; nothing and false are nothing', () => {
  const items = ['Ada & Grace', '<i>'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}</ul>${undefined}${false}${0}`.markup).toBe('<ul><li>Ada &amp; Grace</li><li>&lt;i&gt;</li></ul>0');
});
