package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.impl.journal.FileSystemDirectory;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * A process that works through {@link VictimBranch}es on a few threads, and says of each, in one line, what has returned
 * before it goes on: that it has voted, that it has ended. Until somebody kills it.
 */
final class BranchVictim {

    /** Its prepare has returned; the number follows. */
    static final String VOTED = "VOTED ";
    /** Its commit or rollback has returned; the number follows. */
    static final String ENDED = "ENDED ";
    /** It is not as it should be; why follows. */
    static final String FAILED = "FAILED ";

    static final int THREADS = 3;

    /** Little room for each branch: what is beyond some three reports is written ahead. */
    private static final ReportAdmission.Limits LIMITS = new ReportAdmission.Limits(10_000, 1_000);

    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private final Desk desk;
    private final AtomicInteger next;

    private BranchVictim(Desk desk, int first) {
        this.desk = desk;
        this.next = new AtomicInteger(first);
    }

    /** Arguments: the journal's directory and the first number. */
    public static void main(String[] arguments) {
        BranchVictim victim = new BranchVictim(open(Path.of(arguments[0])), Integer.parseInt(arguments[1]));
        for (int i = 0; i < THREADS; i++) {
            new Thread(victim::work, "victim-" + i).start();
        }
    }

    /** The journal of these branches. */
    static Desk open(Path directory) {
        return new Desk(FileSystemDirectory.at(directory), LIMITS, 1 << 26, 1 << 26, Patience.NONE);
    }

    private void work() {
        try {
            while (true) {
                run(new VictimBranch(next.getAndIncrement()));
            }
        } catch (XAException | RuntimeException e) {
            say(FAILED + e);
        }
    }

    private void run(VictimBranch branch) throws XAException {
        ReportXAResource resource = desk.newResource();
        resource.start(branch.xid(), XAResource.TMNOFLAGS);
        for (int i = 0; i < branch.reports(); i++) {
            Objects.requireNonNull(resource.branch())
                    .sendTo(
                            Desk.TOPIC,
                            VictimBranch.partition(i),
                            branch.payload(i).getBytes(UTF_8));
        }
        resource.end(branch.xid(), XAResource.TMSUCCESS);
        switch (branch.fate()) {
            case PREPARED -> prepare(resource, branch);
            case COMMITTED -> {
                prepare(resource, branch);
                resource.commit(branch.xid(), false);
                say(ENDED + branch.number());
            }
            case ROLLED_BACK -> {
                prepare(resource, branch);
                resource.rollback(branch.xid());
                say(ENDED + branch.number());
            }
            case COMMITTED_IN_ONE_PHASE -> {
                resource.commit(branch.xid(), true);
                say(ENDED + branch.number());
            }
            case ROLLED_BACK_AT_WORK -> {
                resource.rollback(branch.xid());
                say(ENDED + branch.number());
            }
        }
    }

    private static void prepare(ReportXAResource resource, VictimBranch branch) throws XAException {
        if (resource.prepare(branch.xid()) != XAResource.XA_OK) {
            throw new IllegalStateException(branch + " has nothing to decide");
        }
        say(VOTED + branch.number());
    }

    /** One write for each line, so that a kill leaves whole ones. */
    private static synchronized void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Nobody listens", e);
        }
    }
}
