/* Sends a form with chosen files and shows how far it is, with a way to stop; what is too large or too many is said
   before it leaves. The answer takes the place of the page, as it would without a script. Sentences come along in the
   data of input[data-most-bytes]. */
const busy = "data-busy";
const withFiles = (form) => [...form.querySelectorAll("input[type=file][data-most-bytes]")].find((one) => one.files.length);
const buttons = (form) => form.querySelectorAll("button:not([type=button])");
const say = (text) => document.dispatchEvent(new CustomEvent("hub:say", { detail: { text } }));
// Pages of a server in between, in which nothing that was typed would stand.
const keepsPage = (status) => status === 413 || status >= 500;
let answers = 0;

function wrong(input) {
  const { mostBytes, mostFiles, inAll, tooLarge, tooMany, tooHeavy } = input.dataset;
  const files = [...input.files];
  const large = files.find((file) => file.size > Number(mostBytes));
  if (large) return tooLarge.replace("{name}", large.name);
  if (files.length > Number(mostFiles)) return tooMany;
  return files.reduce((sum, file) => sum + file.size, 0) > Number(inAll) ? tooHeavy : "";
}

/* The sentence of a field stands where the page itself would put it. */
function tell(input, sentence) {
  const field = input.closest(".field");
  const id = `${input.id}-said`;
  document.getElementById(id)?.remove();
  field.classList.toggle("has-error", Boolean(sentence));
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  if (sentence) {
    const line = document.createElement("p");
    line.className = "error";
    line.id = id;
    line.textContent = sentence;
    input.before(line);
    input.setAttribute("aria-invalid", "true");
    described.push(id);
  } else {
    input.removeAttribute("aria-invalid");
  }
  input.setAttribute("aria-describedby", described.join(" "));
}

function refuse(input, sentence) {
  tell(input, sentence);
  input.focus();
  say(sentence);
}

function panel(form, input, stop) {
  const box = document.createElement("div");
  const words = document.createElement("p");
  const bar = document.createElement("progress");
  const button = document.createElement("button");
  box.className = "sending";
  words.id = "sending-words";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-labelledby", words.id);
  button.type = "button";
  button.className = "button plain";
  button.textContent = input.dataset.stop;
  button.addEventListener("click", stop);
  box.append(words, bar, button);
  (form.querySelector(".form-end") ?? form).before(box);
  button.focus();
  return { box, words, bar, button };
}

// Back from such an answer is a page of its own as well.
const hearBack = () => window.addEventListener("popstate", (event) => event.state?.whole && location.reload());

/* The whole answer becomes the page. Its modules run anew: under an address of their own, since a module runs once. */
function become(text, address) {
  answers += 1;
  if (address) {
    history.replaceState({ ...history.state, whole: true }, "");
    history.pushState({ whole: true }, "", address);
  }
  const anew = `$1&again=${Date.now()}.${answers}"`;
  document.open();
  document.write(text.replace(/(<script src="[^"]+\.js\?v=[0-9a-f]+)"(?= type="module")/g, anew));
  document.close();
  hearBack(); // the new page hears nothing until its own modules have come
  window.scrollTo(0, 0);
}

function send(form, submitter, input) {
  const target = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href).href;
  const request = new XMLHttpRequest();
  const data = new FormData(form, submitter);
  const shown = panel(form, input, () => request.abort());
  const part = (done) => {
    shown.bar.value = done;
    shown.words.textContent = input.dataset.sending.replace("{part}", done);
  };
  const back = (sentence) => {
    shown.box.remove();
    form.removeAttribute(busy);
    buttons(form).forEach((button) => (button.disabled = false));
    refuse(input, sentence);
  };
  form.setAttribute(busy, "");
  buttons(form).forEach((button) => (button.disabled = true));
  part(0);
  say(shown.words.textContent);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) part(Math.min(99, Math.floor((event.loaded / event.total) * 100)));
  });
  request.upload.addEventListener("load", () => {
    shown.bar.value = 100;
    shown.words.textContent = input.dataset.arrived;
    shown.button.hidden = true;
    say(input.dataset.arrived);
  });
  request.addEventListener("load", () => {
    if (request.status === 413) back(input.dataset.tooHeavy);
    else if (keepsPage(request.status)) back(input.dataset.failed);
    else become(request.responseText, request.responseURL === target ? "" : request.responseURL);
  });
  request.addEventListener("abort", () => back(input.dataset.stopped));
  request.addEventListener("error", () => back(input.dataset.failed));
  request.open("POST", target);
  request.send(data);
}

/* Before the others hear of it: what is sent here is not sent by the browser as well. */
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const input = withFiles(form);
    if (!input || form.method !== "post" || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    if (form.hasAttribute(busy)) return;
    const sentence = wrong(input);
    if (sentence) refuse(input, sentence);
    else send(form, event.submitter, input);
  },
  true,
);

hearBack();

document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[type=file][data-most-bytes]")) tell(event.target, wrong(event.target));
});
