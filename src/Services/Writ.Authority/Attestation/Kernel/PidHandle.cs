using Microsoft.Win32.SafeHandles;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>A process by its pidfd: readable once the process has ended.</summary>
internal sealed class PidHandle : IProcessHandle
{
    private readonly SafeFileHandle descriptor;
    private readonly ExitWatch watch;
    private readonly TaskCompletionSource exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int watched;
    private volatile bool disposed;

    public PidHandle(SafeFileHandle descriptor, ExitWatch watch)
    {
        this.descriptor = descriptor;
        this.watch = watch;
    }

    public unsafe bool HasExited
    {
        get
        {
            // The descriptor may outlive this for a moment, while the watch lets go of it.
            if (disposed)
            {
                return true;
            }

            var taken = false;
            try
            {
                descriptor.DangerousAddRef(ref taken);
                var poll = new Libc.PollDescriptor { Descriptor = (int)descriptor.DangerousGetHandle(), Events = Libc.PollIn };
                return Libc.Poll(&poll, 1, 0) != 0;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
            finally
            {
                if (taken)
                {
                    descriptor.DangerousRelease();
                }
            }
        }
    }

    public bool AskToEnd()
    {
        var taken = false;
        try
        {
            descriptor.DangerousAddRef(ref taken);
            return !disposed && Libc.SignalPid((int)descriptor.DangerousGetHandle(), Libc.Terminate) == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (taken)
            {
                descriptor.DangerousRelease();
            }
        }
    }

    public Task Exit
    {
        get
        {
            if (Interlocked.Exchange(ref watched, 1) == 0)
            {
                watch.Add(descriptor, exit);
            }

            return exit.Task;
        }
    }

    public void Dispose()
    {
        disposed = true;
        watch.Remove(descriptor);
        descriptor.Dispose();
        exit.TrySetCanceled();
    }
}
