package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.Frame.Decision;
import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.outbound.ParkedReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes what random numbers say into a journal. All branches are decided at the end, so that nothing waits behind one. */
final class RandomHistory {

    private static final int STEPS = 1_000;

    private final Path directory;
    private final Random random;
    private final List<String> open = new ArrayList<>();
    private WrittenJournal journal;
    private long part = 1;

    private RandomHistory(Path directory, Random random) {
        this.directory = directory;
        this.random = random;
        this.journal = new WrittenJournal(directory);
    }

    static void write(Path directory, Random random) {
        RandomHistory history = new RandomHistory(directory, random);
        history.begin();
        for (int i = 0; i < STEPS; i++) {
            history.step(i);
        }
        history.end();
    }

    private void begin() {
        journal.commit("late", 0, "before the route");
        journal.route("payments", 2);
        journal.route("turns", 2);
        journal.commit("payments", 0, "stuck: keeps old segments alive, so that it must be moved");
    }

    private void step(int i) {
        switch (random.nextInt(18)) {
            case 0 -> prepare(i);
            case 1 -> decideAny();
            case 2, 3, 7 -> journal.deliverSome("payments", 1, 200);
            case 4 -> releaseAny();
            case 5 -> reopen(i);
            case 6 -> commitLate(i);
            case 8 -> journal.deliverSome("turns", random.nextInt(3), 200);
            case 9 -> journal.part(part, "payments", 1, "m" + i, "n" + "y".repeat(random.nextInt(900)));
            case 10 -> journal.part(part, "turns", WrittenJournal.IN_TURN, "t" + i, "u" + i, "v" + i);
            case 11 -> endParts(i);
            case 12 -> routeAnew();
            case 13 -> journal.park("payments", 1, 1 + random.nextInt(2));
            case 14 -> unpark();
            default -> journal.commit("payments", 1, "r" + i, "x".repeat(random.nextInt(300)));
        }
    }

    private void prepare(int i) {
        while (open.size() > 1) {
            journal.decide(open.remove(0), random.nextInt(3) == 0 ? Decision.ROLLBACK : Decision.COMMIT);
        }
        open.add("branch-" + i);
        String topic = random.nextInt(8) == 0 ? "late" : random.nextBoolean() ? "payments" : "turns";
        int partition = topic.equals("turns") ? WrittenJournal.IN_TURN : 1;
        if (random.nextInt(3) == 0) {
            journal.prepare("branch-" + i, topic, partition, "p" + i, "q" + i);
        } else {
            journal.prepareParts("branch-" + i, part, topic, partition, "p" + i, "q" + i);
            part++;
        }
    }

    private void decideAny() {
        if (!open.isEmpty()) {
            decide(open.remove(random.nextInt(open.size())));
        }
    }

    private void decide(String branch) {
        journal.decide(branch, random.nextBoolean() ? Decision.COMMIT : Decision.ROLLBACK);
    }

    private void releaseAny() {
        if (!open.isEmpty()) {
            journal.release(open.get(random.nextInt(open.size())));
        }
    }

    /** Seldom: nothing reads back here, so from then on nothing is delivered. */
    private void reopen(int i) {
        if (random.nextInt(200) == 0) {
            journal.close();
            journal = new WrittenJournal(directory, 10_000 + i * 1_000L);
        }
    }

    private void commitLate(int i) {
        if (random.nextInt(6) == 0) {
            journal.commit("late", 0, "l" + i);
        }
    }

    private void endParts(int i) {
        if (random.nextInt(4) == 0) {
            journal.drop(part);
        } else {
            journal.commitParts(part, "turns", WrittenJournal.IN_TURN, "c" + i);
        }
        part++;
    }

    private void unpark() {
        List<ParkedReport> parked = journal.parked();
        if (!parked.isEmpty()) {
            ParkedReport one = parked.get(random.nextInt(parked.size()));
            String topic = one.partition().topic();
            int partition = one.partition().number();
            if (random.nextInt(3) == 0) {
                journal.append(new Parking.Dropped(topic, partition, one.sequence(), "of no use", 1));
            } else {
                journal.append(new Parking.Retried(topic, partition, random.nextInt(2), List.of(one.sequence())));
            }
        }
    }

    private void routeAnew() {
        if (random.nextInt(40) == 0) {
            journal.route("turns", 3);
        }
    }

    private void end() {
        open.forEach(this::decide);
        if (random.nextBoolean()) {
            journal.route("late", 1 + random.nextInt(3));
        }
        journal.close();
    }
}
