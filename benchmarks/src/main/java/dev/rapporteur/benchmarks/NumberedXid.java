package dev.rapporteur.benchmarks;

import java.nio.ByteBuffer;
import javax.transaction.xa.Xid;

/**
 * A number as an Xid, with parts as long as Narayana's.
 *
 * @param number which transaction
 */
record NumberedXid(long number) implements Xid {

    private static final int FORMAT = 131077;
    private static final int GLOBAL_BYTES = 29;
    private static final int BRANCH_BYTES = 36;

    @Override
    public int getFormatId() {
        return FORMAT;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return ByteBuffer.allocate(GLOBAL_BYTES).putLong(number).array();
    }

    @Override
    public byte[] getBranchQualifier() {
        return new byte[BRANCH_BYTES];
    }

    /** All of it in one array, for journals that keep it so. */
    byte[] toBytes() {
        return ByteBuffer.allocate(Integer.BYTES + GLOBAL_BYTES + BRANCH_BYTES)
                .putInt(FORMAT)
                .putLong(number)
                .array();
    }
}
