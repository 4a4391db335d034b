package dev.rapporteur.impl.journal;

import java.util.Arrays;
import java.util.HexFormat;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * A transaction branch's Xid as the journal keeps it: immutable and comparable with others of its kind, which the
 * transaction manager's own Xids need not be. X/Open XA, section 4.2.
 */
public final class BranchXid implements Xid {

    private final int formatId;
    private final byte[] globalTransactionId;
    private final byte[] branchQualifier;
    private final int hash;

    /** From the parts of an Xid; the arrays are handed over. */
    BranchXid(int formatId, byte[] globalTransactionId, byte[] branchQualifier) {
        if (globalTransactionId.length > MAXGTRIDSIZE || branchQualifier.length > MAXBQUALSIZE) {
            throw new IllegalArgumentException("An Xid has at most " + MAXGTRIDSIZE + " bytes of global id and "
                    + MAXBQUALSIZE + " of branch qualifier, not " + globalTransactionId.length + " and "
                    + branchQualifier.length);
        }
        this.formatId = formatId;
        this.globalTransactionId = globalTransactionId;
        this.branchQualifier = branchQualifier;
        this.hash = 31 * (31 * formatId + Arrays.hashCode(globalTransactionId)) + Arrays.hashCode(branchQualifier);
    }

    /** From its parts, which are copied. */
    public static BranchXid of(int formatId, byte[] globalTransactionId, byte[] branchQualifier) {
        return new BranchXid(formatId, globalTransactionId.clone(), branchQualifier.clone());
    }

    /** A copy of any Xid. */
    public static BranchXid of(Xid xid) {
        return xid instanceof BranchXid ours
                ? ours
                : new BranchXid(
                        xid.getFormatId(),
                        xid.getGlobalTransactionId().clone(),
                        xid.getBranchQualifier().clone());
    }

    /**
     * Reads what {@link #toString} has written.
     *
     * @throws IllegalArgumentException if it is none such
     */
    public static BranchXid parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == 3) {
                HexFormat hex = HexFormat.of();
                return new BranchXid(
                        Integer.parseUnsignedInt(parts[0], 16), hex.parseHex(parts[1]), hex.parseHex(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            throw notAnXid(text, e);
        }
        throw notAnXid(text, null);
    }

    private static IllegalArgumentException notAnXid(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "\"" + text
                        + "\" is no Xid: format id, global id and branch qualifier in hexadecimal, joined by colons.",
                cause);
    }

    @Override
    public int getFormatId() {
        return formatId;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return globalTransactionId.clone();
    }

    @Override
    public byte[] getBranchQualifier() {
        return branchQualifier.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchXid that
                && formatId == that.formatId
                && Arrays.equals(globalTransactionId, that.globalTransactionId)
                && Arrays.equals(branchQualifier, that.branchQualifier);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Format id, global transaction id and branch qualifier in hexadecimal, joined by colons. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return Integer.toHexString(formatId) + ":" + hex.formatHex(globalTransactionId) + ":"
                + hex.formatHex(branchQualifier);
    }
}
