package dev.rapporteur.impl.xa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.journal.SimulatedDirectory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Parts of branches that died with their opening, when a bit has flipped in the frame that says so. */
class DeadPartsTest {

    private static final String SEGMENT_2 = "segment-0000000002.journal";
    /** Of the segment's header, and of a frame's. */
    private static final int HEADER = 48;

    private static final int FRAME_HEADER = 40;
    private static final int PAYLOAD_LENGTH_AT = 24;
    private static final int KIND_AT = 28;
    private static final byte OPENED = 1;

    private final SimulatedDirectory directory = new SimulatedDirectory(new SplittableRandom(1));

    @Test
    void shouldNotJoinThemToANewBranchThatCommits() {
        try (Desk desk = newDesk()) {
            Branch live = desk.branches().begin();
            live.sendTo(Desk.TOPIC, 1, "it keeps the segment".getBytes(UTF_8));
            live.commit();
            sendInParts(desk.branches().begin(), "dead");
        }
        try (Desk desk = newDesk()) {
            Branch branch = desk.branches().begin();
            sendInParts(branch, "new");
            branch.commit();
        }
        directory.flip(SEGMENT_2, openedAt() + FRAME_HEADER, 1);

        try (Desk desk = newDesk()) {
            assertThat(desk.outbound().quarantined()).hasSize(1);
            assertThat(desk.committed()).isEqualTo(List.of("new", "new", "new", "it keeps the segment"));
        }
    }

    private Desk newDesk() {
        return new Desk(directory, new ReportAdmission.Limits(100, 10), 100_000, 1 << 24, Patience.NONE);
    }

    /** Each report goes ahead as a part when the next one comes. */
    private static void sendInParts(Branch branch, String payload) {
        for (int i = 0; i < 3; i++) {
            branch.sendTo(Desk.TOPIC, 0, payload.getBytes(UTF_8));
        }
    }

    /** Where the frame Opened lies, by the journal's format. */
    private int openedAt() {
        ByteBuffer bytes = ByteBuffer.wrap(directory.bytes(SEGMENT_2));
        int at = HEADER;
        while (bytes.get(at + KIND_AT) != OPENED) {
            at += (FRAME_HEADER + bytes.getInt(at + PAYLOAD_LENGTH_AT) + 7) / 8 * 8;
        }
        return at;
    }
}
