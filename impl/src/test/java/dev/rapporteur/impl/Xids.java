package dev.rapporteur.impl;

import dev.rapporteur.impl.journal.BranchXid;
import java.nio.ByteBuffer;
import javax.transaction.xa.Xid;

/** Xids for tests, by number. */
public final class Xids {

    private Xids() {}

    /** The number's Xid. */
    public static BranchXid of(int number) {
        return BranchXid.of(new Xid() {
            @Override
            public int getFormatId() {
                return 7;
            }

            @Override
            public byte[] getGlobalTransactionId() {
                return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            }

            @Override
            public byte[] getBranchQualifier() {
                return new byte[] {1};
            }
        });
    }
}
