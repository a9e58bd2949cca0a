// Hand scanners type very fast and end with Enter: catch such bursts wherever the cursor is,
// send them, and answer with a word, a colour and a sound. The form works without this.
import { show } from "/static/desk.js";

const form = document.querySelector("[data-scan-form]");
const { code } = form.elements, wanted = form.elements[form.dataset.wanted];
const gap = Number(form.dataset.gap), shortest = 6;

let burst = "", last = -1000, field, before = "";
addEventListener("keydown", (event) => {
  const quick = event.timeStamp - last <= gap;
  last = event.timeStamp;
  if (event.key === "Enter" || event.key === "Tab") {
    if (quick && burst.length >= shortest) {
      event.preventDefault();
      event.stopPropagation();
      if (field && field !== code) field.value = before;
      code.value = burst;
      form.requestSubmit();
    }
    burst = "";
    return;
  }
  const separator = event.ctrlKey && event.key === "]";
  if (event.key.length !== 1 || event.altKey || event.metaKey || (event.ctrlKey && !separator)) return;
  if (!quick || !burst) {
    burst = "";
    field = document.activeElement?.matches("input:not([type=radio])") ? document.activeElement : null;
    before = field?.value ?? "";
  }
  burst += separator ? "\x1d" : event.key;
}, true);

function mint() {
  const random = crypto.getRandomValues(new Uint8Array(6));
  return `t${String(Date.now()).padStart(13, "0")}-${[...random].map((b) => b.toString(16).padStart(2, "0")).join("")}`;
}

// The sound may be switched off; the station remembers it. Nothing sounds before the first scan.
const mute = document.querySelector("[data-mute]");
let silent = localStorage.getItem("scan-silent") === "yes";
function sayMute() {
  mute.hidden = false;
  mute.setAttribute("aria-pressed", String(silent));
}
mute.addEventListener("click", () => {
  silent = !silent;
  localStorage.setItem("scan-silent", silent ? "yes" : "no");
  sayMute();
  code.focus();
});
sayMute();

let audio;
const tones = { green: [[880, 0, 0.1], [1320, 0.1, 0.12]], amber: [[520, 0, 0.14], [520, 0.2, 0.14]], red: [[160, 0, 0.5]] };
function sound(colour) {
  if (silent) return;
  audio ??= new AudioContext();
  audio.resume();
  for (const [pitch, start, length] of tones[colour] ?? []) {
    const tone = audio.createOscillator(), loudness = audio.createGain();
    tone.type = colour === "red" ? "sawtooth" : "sine";
    tone.frequency.value = pitch;
    loudness.gain.value = 0.2;
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + length);
  }
}

function judge() {
  const verdict = document.getElementById("verdict");
  verdict.classList.add("fresh");
  verdict.addEventListener("animationend", () => verdict.classList.remove("fresh"), { once: true });
  if (wanted) wanted.value = document.getElementById("answer").dataset.wanted;
  sound(verdict.dataset.colour);
}

function notSaved() {
  const verdict = document.getElementById("verdict");
  verdict.className = "verdict red";
  verdict.dataset.colour = "red";
  verdict.firstElementChild.textContent = "NOT SAVED";
  verdict.children[1].textContent = "The desk did not answer. Scan it again: it is counted once.";
  sound("red");
}

// One scan after the other; one that got no answer keeps its key for the next try.
let unanswered = {}, turn = Promise.resolve();
async function send(fields) {
  fields.delete("key");
  const what = JSON.stringify([...fields]);
  const once = unanswered.what === what ? unanswered.key : mint();
  fields.set("key", once);
  unanswered = { what, key: once };
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), headers: { "X-Fragment": "1" } }).catch(() => undefined);
  if (answer?.status === 401) location.reload();
  if (!answer?.ok) { notSaved(); return; }
  unanswered = {};
  show(await answer.text(), "answer");
  judge();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  code.value = "";
  code.focus();
  turn = turn.then(() => send(fields));
});
form.addEventListener("change", (event) => { if (event.target.name === "station") code.focus(); });
