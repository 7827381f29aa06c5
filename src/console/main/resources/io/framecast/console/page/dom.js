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

/** Enables a control, or disables it and says why. */
export function setDisabled(control, reason) {
  control.disabled = Boolean(reason);
  for (const name of ["title", "aria-description"]) {
    if (reason) {
      control.setAttribute(name, reason);
    } else {
      control.removeAttribute(name);
    }
  }
}

export const READ_ONLY = "Read-only: restart the console with FRAMECAST_ADMIN_TOKEN to enable changes.";

export const byId = (id) => document.getElementById(id);

/** Sets a text only if it differs: an equal text would cost a layout and be announced again. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
