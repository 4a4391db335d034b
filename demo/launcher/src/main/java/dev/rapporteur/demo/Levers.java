package dev.rapporteur.demo;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What the page's visitor can do. */
final class Levers {

    private static final int MOST_AT_ONCE = 50;

    private final Parts parts;
    private final Client client;

    Levers(Parts parts, Client client) {
        this.parts = parts;
        this.client = client;
    }

    /** The levers by the name that the page calls them. */
    Map<String, Page.Lever> byName() {
        return Map.of(
                "pay",
                this::pay,
                "pay-many",
                this::payMany,
                "stop-kafka",
                values -> parts.stopKafka(),
                "start-kafka",
                values -> parts.startKafka());
    }

    private void pay(Map<String, String> values) throws Page.RefusedException {
        requireServer();
        client.pay(account(values), cents(values), Wish.valueOf(values.getOrDefault("wish", Wish.COMMIT.name())));
    }

    /** Several payments, one after the other; one in five fails. */
    private void payMany(Map<String, String> values) throws Page.RefusedException {
        int count = Math.min(MOST_AT_ONCE, Integer.parseInt(values.getOrDefault("count", "10")));
        for (int i = 0; i < count; i++) {
            requireServer();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String account = Accounts.of(random.nextInt(Accounts.ALL.size()));
            client.pay(account, random.nextInt(100, 50_000), random.nextInt(5) == 0 ? Wish.FAIL : Wish.COMMIT);
        }
    }

    private void requireServer() throws Page.RefusedException {
        if (!parts.serverIsUp()) {
            throw new Page.RefusedException("WildFly is not up; payments are taken again when its lamp is green");
        }
    }

    private static String account(Map<String, String> values) throws Page.RefusedException {
        String account = values.getOrDefault("account", "");
        if (!Accounts.ALL.contains(account)) {
            throw new Page.RefusedException("There is no account \"" + account + "\"");
        }
        return account;
    }

    private static long cents(Map<String, String> values) throws Page.RefusedException {
        String amount = values.getOrDefault("cents", "");
        if (!amount.matches("[1-9][0-9]{0,8}")) {
            throw new Page.RefusedException("The amount must lie between 0.01 and 9,999,999.99");
        }
        return Long.parseLong(amount);
    }
}
