package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Sender;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which an application may have its transactions, whoever decides over their reports. */
interface Styles {

    /** What a bean fails with on purpose. */
    String DECLINED = "declined on purpose";

    /** The application under test. */
    App app();

    /** Bean, method, the texts that arrive in this order separated by bars, and what the call fails with, if it does. */
    @ParameterizedTest(name = "{0}.{1}: {2}")
    @CsvSource({
        "Nested,           bothCommit,           inner | outer 1 | outer 2,",
        "Nested,           onlyInnerCommits,     inner,                    " + DECLINED,
        "Nested,           onlyOuterCommits,     outer 1 | outer 2,",
        "Nested,           withoutSurvives,      inner,                    " + DECLINED,
        "ContainerManaged, commits,              cmt,",
        "ContainerManaged, fails,                '',                       " + DECLINED,
        "ContainerManaged, marks,                '',",
        "ContainerManaged, failsAfterAsynchronousCall, asynchronous,       " + DECLINED,
        "BeanManaged,      commitsTwice,         bmt 1 | between | bmt 2,",
        "BeanManaged,      rollsBackThenCommits, bmt 2,",
        "Suspending,       commits,              without | second | first 1 | first 2,",
        "Suspending,       rollsBack,            without | second,",
        "Timed,            ring,                 ring 2,",
        "Observed,         commits,              within | before completion | after success,",
        "Observed,         rollsBack,            '',                       " + DECLINED,
        "Session,          commits,              before | after,",
        "Session,          rollsBack,            '',                       " + DECLINED,
        "Completing,       sends,                within | before completion,",
        "Completing,       onlySends,            before completion,",
    })
    default void shouldDeliverWhatCommits(String bean, String method, String texts, @Nullable String failure)
            throws Exception {
        assertDelivers(bean, method, texts, failure);
    }

    /** Calls, and sees what arrives. */
    default void assertDelivers(String bean, String method, String texts, @Nullable String failure) throws Exception {
        Topic topic = Topic.create(Bed.kafka(), bean, 1);
        Class<?> type = Class.forName(Sender.class.getPackageName() + "." + bean);

        if (failure == null) {
            app().call(type, method, topic);
        } else {
            assertThatThrownBy(() -> app().call(type, method, topic)).hasMessageContaining(failure);
        }

        List<String> expected = texts.isEmpty() ? List.of() : List.of(texts.split(" \\| "));
        assertThat(topic.arrived(app())).extracting(Arrival::payload).containsExactlyElementsOf(expected);
    }
}
