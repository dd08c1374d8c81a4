// Looks for words in the site's own index; without it, in the list that stands on the page. Nothing leaves the machine.
(() => {
  const box = document.getElementById("search");
  const [field, found, results, all] = ["words", "found", "results", "all"].map((id) => document.getElementById(id));
  const MOST = 50;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const ready = (story) => ({ ...story, title_: plain(story.title), all_: plain(`${story.title} ${story.about} ${story.words}`) });
  const listed = [...all.querySelectorAll("li")].map((line) => {
    const link = line.querySelector("a");
    return ready({ href: link.getAttribute("href"), title: link.textContent, about: "", day: "", words: line.textContent });
  });
  let stories;
  const index = () => (stories ??= fetch(box.dataset.index)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
    .then((told) => told.stories.map((story) => ready({ ...story, href: box.dataset.root + story.path })))
    .catch(() => listed));
  const show = (story) => {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: story.href, textContent: story.title });
    const when = document.createElement("span");
    when.className = "when";
    when.textContent = [story.about, story.day].filter(Boolean).join(" · ");
    line.append(link, " ", when);
    return line;
  };
  const look = async () => {
    const asked = field.value;
    const words = plain(asked).split(/[^\p{L}\p{N}%.]+/u).filter(Boolean);
    all.hidden = words.length > 0;
    results.replaceChildren();
    found.textContent = "";
    if (!words.length) return;
    const among = await index();
    if (field.value !== asked) return;  // somebody typed on meanwhile
    const hits = among.filter((story) => words.every((word) => story.all_.includes(word)));
    const inTitle = (story) => words.filter((word) => story.title_.includes(word)).length;
    hits.sort((one, other) => inTitle(other) - inTitle(one));  // the newest first stays so within
    results.append(...hits.slice(0, MOST).map(show));
    const more = hits.length > MOST ? `; the first ${MOST} are shown` : "";
    found.textContent = hits.length ? `${hits.length} ${hits.length === 1 ? "story" : "stories"}${more}` : "No story has all these words.";
  };
  box.hidden = false;
  field.addEventListener("input", look);
  const given = new URLSearchParams(location.search).get("q");
  if (given) { field.value = given; look(); }
})();
