/* Lists the chosen files with their sizes under an input[data-files], each with a button to take it out again;
   a second choice adds to the first. */
const size = (bytes) => {
  const mega = bytes / 1048576;
  const language = document.documentElement.lang;
  return mega >= 1
    ? `${mega.toLocaleString(language, { maximumFractionDigits: 1 })} MB`
    : `${Math.max(1, Math.round(bytes / 1024)).toLocaleString(language)} kB`;
};

function put(input, files) {
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
}

function row(input, file, draw) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const weight = document.createElement("span");
  const remove = document.createElement("button");
  name.className = "kept-name";
  name.textContent = file.name;
  weight.className = "muted nowrap";
  weight.textContent = size(file.size);
  remove.type = "button";
  remove.className = "button quiet";
  remove.textContent = input.dataset.remove;
  remove.setAttribute("aria-label", `${input.dataset.remove}: ${file.name}`);
  remove.addEventListener("click", () => {
    put(input, [...input.files].filter((other) => other !== file));
    draw();
    // Whoever said that these were too many looks again.
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  line.append(name, weight, remove);
  return line;
}

const same = (one, two) =>
  one.name === two.name && one.size === two.size && one.lastModified === two.lastModified;

function list(input) {
  const chosen = document.createElement("ul");
  chosen.className = "kept bare";
  chosen.setAttribute("aria-live", "polite");
  input.after(chosen);
  let before = [];
  const draw = () => {
    before = [...input.files];
    chosen.replaceChildren(...before.map((file) => row(input, file, draw)));
  };
  input.addEventListener("change", () => {
    if (input.multiple) {
      const added = [...input.files];
      put(input, [...before.filter((old) => !added.some((file) => same(old, file))), ...added]);
    }
    draw();
  });
  draw();
}

function fileLists(root) {
  root.querySelectorAll("input[type=file][data-files]:not([data-listed])").forEach((input) => {
    input.dataset.listed = "";
    list(input);
  });
}

fileLists(document);
document.addEventListener("htmx:afterSettle", (event) => fileLists(event.detail.elt));
