// The console's own script. Every page works without it; with it, screens stay current.
// data-live="name": ask again for this element when the server announces the name.
// data-into="#id" on a form: answer its fields while they are typed. data-print: print a document.
const part = { "X-Fragment": "1" };
const seconds = 1000;

function same(here, wanted) {
  return here && !here.id && here.nodeType === wanted.nodeType && here.nodeName === wanted.nodeName;
}

// Make `here` look like `next` in place: focus, scroll position and half-filled forms survive.
export function morph(here, next) {
  if (here.isEqualNode(next)) return;
  if (here.nodeType !== Node.ELEMENT_NODE) { here.data = next.data; return; }
  if (here.nodeName !== next.nodeName) { here.replaceWith(next); return; }
  if (here.dataset.touched) return;
  for (const { name } of [...here.attributes]) {
    if (!next.hasAttribute(name) && name !== "open") here.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (here.getAttribute(name) !== value) here.setAttribute(name, value);
  }
  const known = new Map([...here.children].filter((one) => one.id).map((one) => [one.id, one]));
  let at = here.firstChild;
  for (const wanted of [...next.childNodes]) {
    const own = wanted.id ? known.get(wanted.id) : same(at, wanted) && at;
    if (!own) { here.insertBefore(wanted, at); continue; }
    if (own === at) at = at.nextSibling;
    else here.insertBefore(own, at);
    morph(own, wanted);
  }
  while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
}

export function show(text, id) {
  const next = new DOMParser().parseFromString(text, "text/html").getElementById(id);
  const here = document.getElementById(id), focused = document.activeElement;
  if (!next || !here) return;
  morph(here, next);
  if (focused.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  prepare();
}

async function refresh(element) {
  const headers = { ...part, ...(element.dataset.version && { "X-Version": element.dataset.version }) };
  const answer = await fetch(location.href, { headers }).catch(() => undefined);
  if (answer?.status === 401) location.reload();
  if (answer?.status === 200) show(await answer.text(), element.id);
}

// One look at a time, and one more when something was announced meanwhile.
let looking = false, again = false;
async function look() {
  if (looking) { again = true; return; }
  looking = true;
  do {
    again = false;
    await Promise.all([...document.querySelectorAll("[data-live]")].map(refresh));
  } while (again);
  looking = false;
}

const state = document.querySelector("[data-live-state]");
function tell(word, on) {
  state.hidden = false;
  state.classList.toggle("on", on);
  if (state.lastElementChild.textContent !== word) state.lastElementChild.textContent = word;
}

// A hidden tab gives its connection back: a browser has only six for one server.
let stream;
function listen() {
  if (document.hidden || stream?.readyState === EventSource.CLOSED) { stream?.close(); stream = undefined; }
  if (document.hidden || stream) return;
  stream = new EventSource("/live");
  stream.onopen = () => { tell("live", true); look(); };
  stream.onerror = () => { tell("reconnecting", false); setTimeout(listen, 5 * seconds); };
  for (const element of document.querySelectorAll("[data-live]")) {
    stream.addEventListener(element.dataset.live, () => setTimeout(look, 100));
  }
}

function answerWhileTyping(form) {
  let waiting;
  const send = async () => {
    const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    history.replaceState(null, "", url);
    const answer = await fetch(url, { headers: part }).catch(() => undefined);
    if (answer?.ok && location.href === new URL(url, location.href).href) show(await answer.text(), form.dataset.into.slice(1));
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(send, 200); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); send(); });
}

function print(href) {
  const frame = Object.assign(document.createElement("iframe"), { src: href, className: "offstage", title: "Document to print" });
  frame.onload = () => frame.contentWindow.print();
  document.querySelector("iframe.offstage")?.remove();
  document.body.append(frame);
}

function prepare() {
  for (const button of document.querySelectorAll("[data-print][hidden]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-print]");
  if (button) print(button.dataset.print);
});
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-live] form");
  if (form) form.dataset.touched = "1";
});
document.querySelectorAll("form[data-into]").forEach(answerWhileTyping);
prepare();
if (document.querySelector("[data-live]")) {
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => { stream?.close(); stream = undefined; });
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  listen();
}
