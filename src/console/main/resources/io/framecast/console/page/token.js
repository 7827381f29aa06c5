import { byId, write } from "./dom.js";

const STORAGE_KEY = "framecast.token";
const WRONG = "This token is wrong. Enter the one that the console was started with (FRAMECAST_ADMIN_TOKEN).";
const VISIBLE_MILLIS = 12_000;
let fading = 0;

/** The dialog asks for the token once, keeps it for the tab's session, and sends it only as a header. */
export class TokenDialog {
  #dialog = byId("token-dialog");
  #input = byId("token-input");

  constructor() {
    byId("token-form").addEventListener("submit", (sent) => {
      sent.preventDefault(); // a form is never submitted
      this.#dialog.close("go");
    });
    byId("token-cancel").addEventListener("click", () => this.#dialog.close(""));
  }

  /** Sends a command and announces the reply; returns whether it succeeded. */
  async post(path) {
    let why = "Commands need the token that the console was started with.";
    for (;;) {
      const token = sessionStorage.getItem(STORAGE_KEY) ?? (await this.#ask(why));
      if (!token) {
        announce("Cancelled. Nothing was changed.");
        return false;
      }
      sessionStorage.setItem(STORAGE_KEY, token);
      const { status, message } = await send(path, token);
      if (status === 401) {
        sessionStorage.removeItem(STORAGE_KEY);
        why = WRONG; // the dialog says it, and nothing else does
        continue;
      }
      announce(message);
      return status >= 200 && status < 300;
    }
  }

  #ask(why) {
    write(byId("token-why"), why);
    this.#input.value = "";
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
    this.#input.focus();
    return new Promise((resolve) => {
      this.#dialog.addEventListener("close", () => {
        const token = this.#dialog.returnValue === "go" ? this.#input.value.trim() : "";
        this.#input.value = "";
        resolve(token);
      }, { once: true });
    });
  }
}

async function send(path, token) {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return { status: 401 }; // no header can hold it
  }
  try {
    const answer = await fetch(path, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
    const body = await answer.json().catch(() => ({}));
    return { status: answer.status, message: body.message ?? `The console replied with status ${answer.status}.` };
  } catch {
    return { status: 0, message: "The console cannot be reached. It is unknown whether the command was executed." };
  }
}

/** Shows a sentence in the status region, where screen readers announce it. */
export function announce(sentence) {
  const status = byId("status");
  status.textContent = sentence;
  status.classList.add("new");
  clearTimeout(fading);
  fading = setTimeout(() => status.classList.remove("new"), VISIBLE_MILLIS);
}
