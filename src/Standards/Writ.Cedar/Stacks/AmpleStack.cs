using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Writ.Cedar.Stacks;

/// <summary>
/// Goes on where there is stack enough. How deep texts, expressions and values may be is said by numbers; a walk that comes to the end of the
/// stack it began on takes its next step on a new one, so the numbers hold whoever calls, and from how deep.
/// </summary>
internal static class AmpleStack
{
    // Reserved, and taken from memory only as far as it is used.
    private const int Size = 64 * 1024 * 1024;

    /// <summary>Whether there is room for some steps more on this stack.</summary>
    public static bool IsHere => RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs work on a new stack and waits for it. What it throws is thrown here.</summary>
    public static TResult Run<TState, TResult>(TState state, Func<TState, TResult> work)
    {
        var results = new TResult[1];
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    results[0] = work(state);
                }
#pragma warning disable CA1031 // it is thrown again where the work was asked for
                catch (Exception thrown)
#pragma warning restore CA1031
                {
                    failure = ExceptionDispatchInfo.Capture(thrown);
                }
            },
            Size) { IsBackground = true, Name = "cedar: more stack" };
        thread.Start();

        // It waits for work of its own, which waits for nothing: the call goes on, on another stack.
        thread.Join();
        failure?.Throw();
        return results[0];
    }

    /// <summary>As <see cref="Run{TState, TResult}"/>, for work without a result.</summary>
    public static void Run<TState>(TState state, Action<TState> work) => Run((state, work), static given =>
    {
        given.work(given.state);
        return true;
    });
}
