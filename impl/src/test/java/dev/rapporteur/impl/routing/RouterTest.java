package dev.rapporteur.impl.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.UnknownPartitionException;
import dev.rapporteur.impl.outbound.EncodedReport.Route;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {

    private static final byte[] KEY = {1, 2, 3};
    private static final int HASH = 1_000_003;

    private final Map<String, Integer> counts = Map.of("known", 7);
    private final Router router = new Router(topic -> counts.getOrDefault(topic, 0), key -> HASH, null);

    @Test
    void shouldTakeTheExplicitPartitionBeforeTheKey() {
        assertRoute(router.route("known", 3, KEY, null, 5), Route.ROUTED, 3);
    }

    @Test
    void shouldRefuseAPartitionBeyondTheKnownCount() {
        assertThatThrownBy(() -> router.route("known", 7, null, null, 0))
                .isInstanceOf(UnknownPartitionException.class)
                .hasMessageContaining("\"known\"")
                .hasMessageContaining("0 to 6");
    }

    @Test
    void shouldRefuseANegativePartition() {
        assertThatThrownBy(() -> router.route("unseen", -2, null, null, 0))
                .isInstanceOf(UnknownPartitionException.class);
    }

    @Test
    void shouldTakeAnExplicitPartitionOfATopicNotSeenYet() {
        assertRoute(router.route("unseen", 12, KEY, null, 5), Route.ROUTED, 12);
    }

    @Test
    void shouldTakeTheKeysHashModuloTheCount() {
        assertRoute(router.route("known", Router.ANY, KEY, null, 5), Route.ROUTED, HASH % 7);
    }

    @Test
    void shouldKeepTheHashForATopicNotSeenYet() {
        assertRoute(router.route("unseen", Router.ANY, KEY, null, 5), Route.HASHED, HASH);
    }

    @Test
    void shouldStickToOnePartitionWithoutAKey() {
        assertRoute(router.route("known", Router.ANY, null, null, 9), Route.ROUTED, 2);
        assertRoute(router.route("known", Router.ANY, null, null, 9), Route.ROUTED, 2);
        assertRoute(router.route("known", Router.ANY, null, null, -1), Route.ROUTED, Integer.MAX_VALUE % 7);
    }

    @Test
    void shouldLeaveReportsWithoutKeyToTheirTurnWhileTheTopicIsNotSeen() {
        assertRoute(router.route("unseen", Router.ANY, null, null, 9), Route.IN_TURN, 0);
    }

    @Test
    void shouldAskThePartitionerWhereThePartitionIsNotNamedAndTheCountIsKnown() {
        Router asking = new Router(
                topic -> counts.getOrDefault(topic, 0),
                key -> HASH,
                new StrictPartitioner((topic, key, payload, partitions) -> partitions - 1));

        assertRoute(asking.route("known", Router.ANY, KEY, null, 9), Route.ROUTED, 6);
        assertRoute(asking.route("known", Router.ANY, null, null, 9), Route.ROUTED, 6);
        assertRoute(asking.route("known", 3, KEY, null, 9), Route.ROUTED, 3);
        assertRoute(asking.route("unseen", Router.ANY, KEY, null, 9), Route.HASHED, HASH);
        assertRoute(asking.route("unseen", Router.ANY, null, null, 9), Route.IN_TURN, 0);
    }

    private static void assertRoute(long destination, @Nullable Route route, int number) {
        assertThat(Destination.route(destination)).isEqualTo(route);
        assertThat(Destination.number(destination)).isEqualTo(number);
    }
}
