// Asks the launcher for its state twice a second, and shows it.

const byId = (id) => document.getElementById(id);
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const count = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

const many = (number, one, several) => `${count.format(number)} ${number === 1 ? one : several}`;

const LAMPS = {
  UP: ['up', 'is up'],
  DOWN: ['down', 'is down'],
  STARTING: ['busy', 'is starting'],
  STOPPING: ['busy', 'is stopping'],
};

const VERDICTS = {
  MATCHED: (line) => ['Both are there', line.place],
  ON_ITS_WAY: () => ['Row is there', 'the report is on its way'],
  ROW_TO_COME: () => ['Report is there', 'its row is yet to be seen'],
  ROLLED_BACK: () => ['Rolled back', 'no row, no report'],
  UNDECIDED: (line) => (line.wish === 'PULL_PLUG' ? ['Plug pulled', 'recovery will decide'] : ['Asked for', '']),
  WRONG: () => ['This must never be', 'row and report do not agree'],
};

function showLamp(item, state) {
  const [look, words] = LAMPS[state];
  item.className = `lamp ${look}`;
  item.querySelector('b').textContent = words;
}

function showBalance({ asked, rows, reports, duplicates, rolledBack, undecided, wrong }) {
  byId('rows').textContent = count.format(rows);
  byId('reports').textContent = count.format(reports);
  byId('sign').textContent = rows === reports ? '=' : '≠';
  const isWaiting = rows !== reports || undecided > 0;
  byId('balance').className = wrong > 0 || duplicates > 0 ? 'wrong' : isWaiting ? 'waiting' : asked > 0 ? 'even' : '';
  const words = [];
  if (wrong > 0) {
    words.push(`${many(wrong, 'payment is', 'payments are')} as must never be.`);
  }
  if (rows > reports) {
    words.push(`${many(rows - reports, 'report is', 'reports are')} on the way.`);
  } else if (rows < reports) {
    words.push(`${many(reports - rows, 'row is', 'rows are')} yet to be seen.`);
  } else if (asked > 0) {
    words.push('Every row has its report.');
  } else {
    words.push('Nothing has been paid yet.');
  }
  if (undecided > 0) {
    words.push(`${many(undecided, 'payment is', 'payments are')} undecided.`);
  }
  if (rolledBack > 0) {
    words.push(`${count.format(rolledBack)} of ${count.format(asked)} payments rolled back and left nothing.`);
  }
  if (duplicates > 0) {
    words.push(`${many(duplicates, 'report', 'reports')} came twice, as must never be.`);
  }
  const text = words.join(' ');
  if (byId('balance-words').textContent !== text) {
    byId('balance-words').textContent = text;
  }
}

const shownLines = new Map();

function newLine(line) {
  const row = byId('line').content.firstElementChild.cloneNode(true);
  row.querySelector('.number').textContent = line.number;
  row.querySelector('.account').textContent = line.account;
  row.querySelector('.money').textContent = money.format(line.cents / 100);
  return row;
}

function showLedger(lines) {
  const ledger = byId('ledger');
  byId('ledger-empty').hidden = lines.length > 0;
  const wanted = new Set(lines.map((line) => line.number));
  for (const [number, row] of shownLines) {
    if (!wanted.has(number)) {
      row.remove();
      shownLines.delete(number);
    }
  }
  // Oldest first, each put on top: rows that are there stay where they are.
  for (const line of [...lines].reverse()) {
    let row = shownLines.get(line.number);
    if (!row) {
      row = newLine(line);
      shownLines.set(line.number, row);
      ledger.prepend(row);
    }
    if (row.className !== line.verdict) {
      row.className = line.verdict;
      const [judgement, detail] = VERDICTS[line.verdict](line);
      row.querySelector('.verdict b').textContent = judgement;
      row.querySelector('.verdict span').textContent = detail;
    }
  }
}

function showStory(events) {
  byId('story').replaceChildren(...events.map((event) => {
    const item = document.createElement('li');
    const time = document.createElement('time');
    const text = document.createElement('span');
    time.textContent = clock.format(new Date(event.at));
    text.textContent = event.text;
    item.className = event.trouble ? 'trouble' : '';
    item.append(time, text);
    return item;
  }));
}

// ReportsCommitted reads better as "Reports committed".
function words(name) {
  const parts = name.replace(/-/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return parts.charAt(0).toUpperCase() + parts.slice(1);
}

const isNumber = (value) => /^\d+$/.test(value);

// Numbers first; what stands still is told in sentences below them.
function showCounters(counters) {
  const entries = Object.entries(counters).sort(([, a], [, b]) => isNumber(b) - isNumber(a));
  byId('counters').replaceChildren(...entries.flatMap(([name, value]) => {
    const term = document.createElement('dt');
    term.textContent = words(name);
    const sentences = isNumber(value) ? [count.format(Number(value))] : (value || 'nothing').split('; ');
    return [term, ...sentences.map((sentence) => {
      const detail = document.createElement('dd');
      detail.textContent = sentence;
      detail.className = isNumber(value) || !value ? '' : 'sentence';
      return detail;
    })];
  }));
}

function show(state) {
  showLamp(byId('server-lamp'), state.server);
  showLamp(byId('kafka-lamp'), state.kafka);
  showBalance(state.totals);
  showLedger(state.lines);
  showStory(state.events);
  showCounters(state.counters);
  byId('console').href = state.consoleUrl;
  const serverIsUp = state.server === 'UP';
  document.querySelectorAll('[data-wish], [data-lever^="pay"], [type=submit]').forEach((button) => {
    button.disabled = !serverIsUp || button.dataset.pulled === 'true';
  });
  const kafkaSwitch = byId('kafka-switch');
  const kafkaIsDown = state.kafka === 'DOWN' || state.kafka === 'STARTING';
  kafkaSwitch.textContent = kafkaIsDown ? 'Start Kafka' : 'Stop Kafka';
  kafkaSwitch.dataset.lever = kafkaIsDown ? 'start-kafka' : 'stop-kafka';
  kafkaSwitch.disabled = state.kafka === 'STARTING' || state.kafka === 'STOPPING';
}

function showProblem(text) {
  const problem = byId('problem');
  problem.hidden = !text;
  if (problem.textContent !== text) {
    problem.textContent = text;
  }
}

let launcherIsAway = false;

async function look() {
  try {
    const answer = await fetch('state');
    if (!answer.ok) {
      throw new Error(`the launcher answered with status ${answer.status}`);
    }
    show(await answer.json());
    if (launcherIsAway) {
      launcherIsAway = false;
      showProblem('');
    }
  } catch (error) {
    launcherIsAway = true;
    showProblem(`The launcher can't be reached (${error.message}). Is the demo still running?`);
  }
  setTimeout(look, 500);
}

async function pull(lever, values, button) {
  button.dataset.pulled = 'true';
  button.disabled = true;
  try {
    const answer = await fetch(`levers/${lever}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(values),
    });
    showProblem(answer.ok ? '' : (await answer.json()).problem);
  } catch (error) {
    showProblem(`The launcher did not answer: ${error.message}`);
  } finally {
    button.dataset.pulled = '';
    button.disabled = false;
  }
}

function payment(wish) {
  const form = new FormData(byId('payment'));
  const amount = Number(String(form.get('amount')).replace(',', '.'));
  return { account: form.get('account'), cents: String(Math.round(amount * 100)), wish };
}

byId('payment').addEventListener('submit', (event) => {
  event.preventDefault();
  pull('pay', payment('COMMIT'), event.target.querySelector('[type=submit]'));
});

document.querySelectorAll('[data-wish]').forEach((button) => {
  button.addEventListener('click', () => pull('pay', payment(button.dataset.wish), button));
});

document.querySelectorAll('[data-lever]').forEach((button) => {
  button.addEventListener('click', () => {
    const values = button.dataset.count ? { count: button.dataset.count } : {};
    pull(button.dataset.lever, values, button);
  });
});

look();
