using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>Waits for the end of processes on one thread of its own, asleep in poll(2) until one ends or the set changes.</summary>
internal sealed class ExitWatch : IDisposable
{
    private const int PauseAfterError = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<SafeFileHandle, TaskCompletionSource> watched = [];

    // Released by the thread itself, once it polls them no more.
    private readonly List<SafeFileHandle> removed = [];
    private readonly SafeFileHandle wake;
    private readonly Thread thread;
    private bool stopped;

    public ExitWatch()
    {
        wake = new SafeFileHandle(Libc.CreateEvent(), ownsHandle: true);
        if (wake.IsInvalid)
        {
            throw new InvalidOperationException("cannot make an eventfd");
        }

        thread = new Thread(Run) { IsBackground = true, Name = "writ-exit-watch" };
        thread.Start();
    }

    public void Add(SafeFileHandle process, TaskCompletionSource exit)
    {
        lock (gate)
        {
            if (stopped)
            {
                exit.TrySetCanceled();
                return;
            }

            // A reference is held while poll may look at the descriptor, so that its number is not given to another file meanwhile.
            var taken = false;
            process.DangerousAddRef(ref taken);
            watched.Add(process, exit);
            Wake();
        }
    }

    public void Remove(SafeFileHandle process)
    {
        lock (gate)
        {
            if (watched.Remove(process))
            {
                removed.Add(process);
                Wake();
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (!stopped)
            {
                stopped = true;
                Wake();
            }
        }
    }

    // The gate is held, and it is not stopped: afterwards the descriptor's number may be another file's.
    private void Wake() => _ = Libc.Write((int)wake.DangerousGetHandle(), 1, sizeof(ulong));

    private unsafe void Run()
    {
        while (Take() is { } processes)
        {
            var polls = new Libc.PollDescriptor[processes.Length + 1];
            polls[0] = new() { Descriptor = (int)wake.DangerousGetHandle(), Events = Libc.PollIn };
            for (var i = 0; i < processes.Length; i++)
            {
                polls[i + 1] = new() { Descriptor = (int)processes[i].DangerousGetHandle(), Events = Libc.PollIn };
            }

            fixed (Libc.PollDescriptor* first = polls)
            {
                if (Libc.Poll(first, (nuint)polls.Length, Timeout.Infinite) < 0)
                {
                    // Interrupted is nothing. Anything else would come back at once: out of memory, or more descriptors than the limit.
                    if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
                    {
                        Thread.Sleep(PauseAfterError);
                    }

                    continue;
                }
            }

            if (polls[0].Returned != 0)
            {
                _ = Libc.Read(polls[0].Descriptor, out _, sizeof(ulong));
            }

            for (var i = 0; i < processes.Length; i++)
            {
                if (polls[i + 1].Returned != 0)
                {
                    Ended(processes[i]);
                }
            }
        }

        wake.Dispose();
    }

    // What is to be polled; null when it is over.
    private SafeFileHandle[]? Take()
    {
        lock (gate)
        {
            removed.ForEach(static r => r.DangerousRelease());
            removed.Clear();
            if (!stopped)
            {
                return [.. watched.Keys];
            }

            foreach (var (process, exit) in watched)
            {
                process.DangerousRelease();
                exit.TrySetCanceled();
            }

            watched.Clear();
            return null;
        }
    }

    private void Ended(SafeFileHandle process)
    {
        TaskCompletionSource? exit;
        lock (gate)
        {
            if (watched.Remove(process, out exit))
            {
                removed.Add(process);
            }
        }

        exit?.TrySetResult();
    }
}
