package dev.crowai.gateway.local.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClassFoldersTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir
    private Path folder;

    private Path write(String name) throws IOException {
        return Files.writeString(folder.resolve(name + ".class"), name);
    }

    @Test
    void a_changed_class_is_a_change() throws Exception {
        write("One");
        try (ClassFolders folders = ClassFolders.watch(List.of(folder), LONG)) {
            assertThat(folders.await(Duration.ZERO)).isFalse();

            write("One");

            assertThat(folders.await(LONG)).isTrue();
        }
    }

    @Test
    void a_build_that_deletes_all_classes_first_is_over_when_they_are_back() throws Exception {
        Path one = write("One");
        Path two = write("Two");
        try (ClassFolders folders = ClassFolders.watch(List.of(folder), LONG);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Files.delete(one);
            Files.delete(two);
            Future<List<Boolean>> seen = threads.submit(() -> {
                boolean changed = folders.await(LONG);
                return List.of(changed, Files.exists(one), Files.exists(two));
            });
            assertThat(seen).isNotDone();

            write("One");
            write("Two");

            assertThat(seen.get()).containsExactly(true, true, true);
        }
    }

    @Test
    void classes_that_do_not_come_back_are_a_change_after_the_longest_build() throws Exception {
        Path one = write("One");
        try (ClassFolders folders = ClassFolders.watch(List.of(folder), Duration.ofMillis(1))) {
            Files.delete(one);

            assertThat(folders.await(LONG)).isTrue();
        }
    }
}
