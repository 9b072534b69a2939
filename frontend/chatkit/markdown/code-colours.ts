import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import graphql from 'highlight.js/lib/languages/graphql';
import http from 'highlight.js/lib/languages/http';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import nginx from 'highlight.js/lib/languages/nginx';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

type Coloured = ReturnType<ReturnType<typeof createLowlight>['highlight']>['children'][number];

const lowlight = createLowlight({
  ...{ bash, c, cpp, csharp, css, diff, dockerfile, go, graphql, http, ini, java, javascript, json, kotlin },
  ...{ markdown, nginx, php, powershell, python, ruby, rust, shell, sql, swift, typescript, xml, yaml },
});

/** The code as text in spans whose classes say what each piece is; null for a language that is not known. */
export function colourCode(code: string, language: string): DocumentFragment | null {
  if (!lowlight.registered(language)) {
    return null;
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...lowlight.highlight(language, code).children.map(nodeOf));
  return fragment;
}

function nodeOf(piece: Coloured): Node {
  if (piece.type !== 'element') {
    return document.createTextNode(piece.type === 'text' ? piece.value : '');
  }
  const span = document.createElement('span');
  span.className = [piece.properties.className].flat().join(' ');
  span.append(...piece.children.map(nodeOf));
  return span;
}
