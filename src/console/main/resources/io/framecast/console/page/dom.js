/** Creates an element with attributes and children. Strings become text nodes, so data is never markup. */
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

/** Sets a text only if it differs: an equal text would cost a layout and be announced again. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
