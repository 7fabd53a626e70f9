/**
 * What runs in the page: the language switch, values under the pointer, figures larger, and the reviewer's answers, kept in both languages alike and downloaded as a file. No network,
 * no storage; the page reads whole without it, in the language it was made for.
 */
export const SCRIPT = `
'use strict';
(() => {
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const metaOf = (name) => document.querySelector('meta[name="' + name + '"]').content;
  const answers = new Map();
  const stateOf = (id) => {
    if (!answers.has(id)) answers.set(id, { answer: 'open', remark: '' });
    return answers.get(id);
  };
  const switchTo = (language) => {
    const hash = location.hash.replace(/-(nl|en)$/, '-' + language);
    root.lang = language;
    root.dataset.language = language;
    document.title = document.querySelector('[data-of="' + language + '"] h1').textContent;
    for (const button of all('[data-switch]')) button.setAttribute('aria-pressed', String(button.dataset.switch === language));
    if (hash !== location.hash && document.getElementById(hash.slice(1))) location.replace(hash);
  };
  const show = (id) => {
    const { answer, remark } = stateOf(id);
    for (const claim of all('[data-claim="' + id + '"]')) claim.dataset.state = answer;
    for (const radio of all('[data-answer="' + id + '"]')) radio.checked = radio.value === answer;
    for (const area of all('[data-remark="' + id + '"]')) {
      if (area.value !== remark) area.value = remark;
      area.required = answer === 'questioned';
    }
  };
  const tell = (key) => {
    for (const status of all('[data-status]')) status.textContent = status.dataset[key];
  };
  const visible = (selector) => document.querySelector('[data-of="' + root.lang + '"] ' + selector);
  const download = () => {
    const ids = [...new Set(all('[data-claim]').map((claim) => claim.dataset.claim))];
    const claims = ids.map((id) => ({ id, answer: stateOf(id).answer, remark: stateOf(id).remark.trim() }));
    const unsaid = claims.find(({ answer, remark }) => answer === 'questioned' && remark === '');
    const name = visible('[data-reviewer]');
    if (claims.every(({ answer }) => answer === 'open')) return tell('noAnswer');
    if (unsaid) { tell('noRemark'); return visible('[data-remark="' + unsaid.id + '"]').focus(); }
    if (name.value.trim() === '') { tell('noName'); return name.focus(); }
    const file = {
      kind: 'review-answers',
      modelId: metaOf('model-id') || null,
      dossierDigest: metaOf('dossier-digest'),
      claims,
      reviewer: name.value.trim(),
      date: new Date().toISOString(),
    };
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2) + '\\n'], { type: 'application/json' }));
    link.download = 'review-answers.json';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    tell('told');
  };
  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.switch) switchTo(button.dataset.switch);
    if (button.dataset.download !== undefined) download();
    if (button.dataset.larger !== undefined) enlarge(button.closest('figure'));
  });
  document.addEventListener('input', ({ target }) => {
    if (target.dataset.answer) stateOf(target.dataset.answer).answer = target.value;
    if (target.dataset.remark) stateOf(target.dataset.remark).remark = target.value;
    if (target.dataset.reviewer !== undefined) for (const other of all('[data-reviewer]')) if (other !== target) other.value = target.value;
    const id = target.dataset.answer || target.dataset.remark;
    if (id) show(id);
  });
  const enlarge = (figure) => {
    const large = figure !== null && !figure.classList.contains('large');
    for (const other of all('figure.large')) other.classList.remove('large');
    if (large) figure.classList.add('large');
    for (const button of all('[data-larger]')) button.setAttribute('aria-pressed', String(button.closest('figure').classList.contains('large')));
    hideTip();
  };
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true');
  document.body.append(tip);
  const hideTip = () => { tip.hidden = true; };
  document.addEventListener('pointermove', ({ target, clientX, clientY }) => {
    const text = target.getAttribute && target.getAttribute('data-tip');
    if (!text) return hideTip();
    tip.textContent = text;
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(clientX + 14, innerWidth - width - 8)) + 'px';
    tip.style.top = (clientY + 18 + height > innerHeight ? clientY - height - 10 : clientY + 18) + 'px';
  });
  document.addEventListener('scroll', hideTip, { passive: true });
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') { hideTip(); enlarge(null); } });
  for (const button of all('[data-larger]')) button.hidden = false;
  const folded = () => all('details.long');
  addEventListener('beforeprint', () => { enlarge(null); for (const one of folded()) { one.dataset.was = String(one.open); one.open = true; } });
  addEventListener('afterprint', () => { for (const one of folded()) one.open = one.dataset.was === 'true'; });
  const asked = /-(nl|en)$/.exec(location.hash);
  switchTo(asked ? asked[1] : root.dataset.language);
})();
`
