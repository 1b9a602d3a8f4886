/** What a person begins with: `busdeck init` writes it, and the window’s *New* opens it. */
export const firstScenario = `scenario: A worker that fails twice
description: Each order fails on its first two attempts, and is done on the third.

# The bus inside this process. --url runs the same on a broker.
bus: "memory:"

variables:
  # {{run}} is another one each time, so that no run meets what an earlier one left.
  orders: "orders-{{run}}"

subscribers:
  - name: worker
    topic: "{{orders}}"
    count: 2
    behaviour: first:2
    retry: { maxRetries: 3, delay: 50ms }

steps:
  - publish:
      topic: "{{orders}}"
      payload: { order: "{{seq}}" }
      count: 10

expect:
  - count: { topic: "{{orders}}", acked: 10, failed: 20 }
  - attempts: { topic: "{{orders}}", each: 3 }
  - deadLetters: { topic: "{{orders}}", count: 0 }
`;
