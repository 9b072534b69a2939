/**
 * Makes the children of `present` those of `wanted`. Whatever is already right stays the same node, so that a selection,
 * the focus and what is under the pointer survive while text arrives.
 */
export function patchChildren(present: ParentNode & Node, wanted: ParentNode & Node): void {
  let before = present.firstChild;
  for (const node of Array.from(wanted.childNodes)) {
    const next = before?.nextSibling ?? null;
    if (before === null) {
      present.appendChild(node);
    } else if (isAlike(before, node)) {
      patchNode(before, node);
    } else {
      present.replaceChild(node, before);
    }
    before = next;
  }
  while (before !== null) {
    const next: ChildNode | null = before.nextSibling;
    before.remove();
    before = next;
  }
}

function isAlike(present: Node, wanted: Node): boolean {
  const sameNamespace =
    !(present instanceof Element) || !(wanted instanceof Element) || present.namespaceURI === wanted.namespaceURI;
  return present.nodeType === wanted.nodeType && present.nodeName === wanted.nodeName && sameNamespace;
}

function patchNode(present: Node, wanted: Node): void {
  if (present instanceof Text && wanted instanceof Text) {
    patchText(present, wanted.data);
  } else if (present instanceof Element && wanted instanceof Element) {
    patchAttributes(present, wanted);
    patchChildren(present, wanted);
  }
}

/** Text that only grows is appended to: a selection inside of it stays. */
function patchText(present: Text, data: string): void {
  if (data.startsWith(present.data)) {
    if (data.length > present.data.length) {
      present.appendData(data.slice(present.data.length));
    }
  } else {
    present.data = data;
  }
}

function patchAttributes(present: Element, wanted: Element): void {
  for (const name of present.getAttributeNames()) {
    if (!wanted.hasAttribute(name)) {
      present.removeAttribute(name);
    }
  }
  for (const { name, value } of Array.from(wanted.attributes)) {
    if (present.getAttribute(name) !== value) {
      present.setAttribute(name, value);
    }
  }
}
