using System.Globalization;

namespace Writ.Storage;

/// <summary>Keeps a second process off the same data. The kernel drops the lock with the process, however it ends.</summary>
internal sealed class StoreLock : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK: the kernel's answer to a lock that another open file has

    private readonly FileStream held;

    private StoreLock(FileStream held) => this.held = held;

    /// <summary>Takes the lock of a folder.</summary>
    /// <exception cref="StoreException">Another process has it.</exception>
    public static StoreLock Take(string folder)
    {
        // The lock's own file cannot be read while it is locked, so the owner's name stands beside it.
        var owner = Path.Combine(folder, "pid");
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, "lock"), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = StoreFiles.OwnerOnly,
            });
        }
        catch (IOException failure) when (failure.HResult == WouldBlock)
        {
            throw StoreException.InUse(folder, Owner(owner));
        }

        try
        {
            StoreFiles.WriteAtomically(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new StoreLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => held.Dispose();

    private static int? Owner(string path) =>
        File.Exists(path) && int.TryParse(File.ReadAllText(path).AsSpan().TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
}
