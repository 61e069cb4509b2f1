// Makes one element look like another, touching only what differs: whoever types, has something selected or unfolded
// keeps it. Children with an id are matched by it, others by their place.

const TYPED_IN = "input, select, textarea";

export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) return from.replaceWith(to);
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return undefined;
  }
  // What the visitor is at work in stays as it is.
  if (from.hasAttribute("data-keep") || (from === document.activeElement && from.matches(TYPED_IN))) return undefined;
  attributes(from, to);
  children(from, to);
  return undefined;
}

function attributes(from, to) {
  for (const { name } of [...from.attributes]) {
    // Whether something is unfolded is the visitor's to say.
    if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function children(from, to) {
  const known = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const same = wanted.id && known.get(wanted.id);
    if (same) {
      if (same === at) at = at.nextSibling;
      else from.insertBefore(same, at);
      morph(same, wanted);
    } else if (!at || at.id || wanted.id) {
      from.insertBefore(wanted, at);
    } else {
      const next = at.nextSibling;
      morph(at, wanted);
      at = next;
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
