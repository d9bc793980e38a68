// Shows only the settings that the chosen type of question uses: <div data-types="single multiple"> in a form with a
// select named "type".
for (const select of document.querySelectorAll("select[name=type]")) {
  const update = () => {
    for (const part of select.form.querySelectorAll("[data-types]")) {
      part.hidden = !part.dataset.types.split(" ").includes(select.value);
    }
  };
  select.addEventListener("change", update);
  update();
}
