/** An element with attributes and children; strings become text nodes, so nothing from outside is ever markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text only where it differs: an equal text would still cost a layout, and be read aloud again. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
