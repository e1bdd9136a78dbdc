/**
 * Makes the questionnaire as a Google Form, with its sections and numbered blocks.
 *
 * 1. Open https://script.google.com and start a new project.
 * 2. Put the whole of this file in place of what stands there, and save.
 * 3. Choose makeForm and press Run; Google asks for the right to make forms in your name.
 * 4. The log gives the addresses of the form, to edit it and to send it. Leave the titles as they are: by them the
 *    answers are read.
 */
const SURVEY = /* SURVEY */ {};

function makeForm() {
  const form = FormApp.create(SURVEY.title);
  form.setTitle(SURVEY.title).setProgressBar(true).setCollectEmail(false);
  SURVEY.pages.forEach((page, place) => {
    const head = place ? form.addPageBreakItem() : form.addSectionHeaderItem();
    head.setTitle(page.title).setHelpText(page.help);
    page.items.forEach((item) => {
      ADD[item.kind](form, item).setTitle(item.title).setHelpText(item.help).setRequired(item.required);
    });
  });
  Logger.log('Edit: ' + form.getEditUrl());
  Logger.log('Send: ' + form.getPublishedUrl());
}

const ADD = {
  text: (form) => form.addTextItem(),
  paragraph: (form) => form.addParagraphTextItem(),
  date: (form) => form.addDateItem(),
  number: (form, item) => form.addTextItem().setValidation(limits(item)),
  scale: (form, item) => form.addScaleItem().setBounds(item.low, item.high),
  one: (form, item) => form.addMultipleChoiceItem().setChoiceValues(item.options),
  list: (form, item) => form.addListItem().setChoiceValues(item.options),
  several: (form, item) => form.addCheckboxItem().setChoiceValues(item.options),
  ranking: (form, item) =>
    form.addGridItem().setRows(item.rows).setColumns(item.options).setValidation(
      FormApp.createGridValidation().requireLimitOneResponsePerColumn().build()),
};

function limits(item) {
  const asked = FormApp.createTextValidation();
  if (item.low !== undefined && item.high !== undefined) {
    return asked.requireNumberBetween(item.low, item.high).build();
  }
  if (item.low !== undefined) return asked.requireNumberGreaterThanOrEqualTo(item.low).build();
  if (item.high !== undefined) return asked.requireNumberLessThanOrEqualTo(item.high).build();
  return (item.whole ? asked.requireWholeNumber() : asked.requireNumber()).build();
}
