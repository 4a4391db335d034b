package dev.rapporteur.ra.wildfly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;

class NodeIdentifierCheckTest {

    @Test
    void shouldReadTheIdentifierBehindNarayanasOwnBytes() {
        assertThat(NodeIdentifierCheck.identifier(new GivenXid(131_077, "1"))).contains("1");
        assertThat(NodeIdentifierCheck.identifier(new GivenXid(131_077, "shop-1")))
                .contains("shop-1");
    }

    @Test
    void shouldFindNoneInForeignXids() {
        assertThat(NodeIdentifierCheck.identifier(new GivenXid(4_711, "1"))).isEmpty();
        assertThat(NodeIdentifierCheck.identifier(new GivenXid(131_077, ""))).isEmpty();
    }

    private record GivenXid(int formatId, String identifier) implements Xid {

        @Override
        public int getFormatId() {
            return formatId;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            byte[] bytes = identifier.getBytes(StandardCharsets.UTF_8);
            byte[] global = Arrays.copyOf(new byte[28], 28 + bytes.length);
            System.arraycopy(bytes, 0, global, 28, bytes.length);
            return global;
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[0];
        }
    }
}
