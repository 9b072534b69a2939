import { describe, expect, it } from '@jest/globals';
import { decodeHtml, decodeText } from './decode.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('the encoding of a text', () => {
  it.each([
    ['what the server says', bytes('\xa3'), 'iso-8859-2', 'Ł'],
    ['UTF-8 where nothing is said', Buffer.from('Łódź'), null, 'Łódź'],
    ['windows-1252 where it is not UTF-8', bytes('\xfcber'), null, 'über'],
    ['its mark before all', bytes('\xff\xfeA\0'), 'utf-8', 'A'],
    ['what fits, when what is said does not', Buffer.from('ß'), 'us-nonsense', 'ß'],
    ['what fits, when the bytes are not so', bytes('\xfc'), 'utf-8', 'ü'],
  ])('is %s', (_, given, charset, text) => {
    expect(decodeText(given, charset)).toBe(text);
  });

  it('is, of a page, what the server says before what the page says', () => {
    const page = bytes('<meta charset="windows-1251"><p>\xcc');
    expect(decodeHtml(page, null)).toContain('М');
    expect(decodeHtml(page, 'iso-8859-1')).toContain('Ì');
  });
});
