using System.Text;

namespace Writ.Storage;

/// <summary>Files that only their owner reads.</summary>
internal static class StoreFiles
{
    /// <summary>The mode of every file.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The mode of every folder.</summary>
    public const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, or takes from others what they may do in one that exists.</summary>
    public static void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder, OwnerFolder);
        if (File.GetUnixFileMode(folder) != OwnerFolder)
        {
            File.SetUnixFileMode(folder, OwnerFolder);
        }
    }

    /// <summary>Makes a file, empty when it is new, or takes from others what they may do with one that exists. SQLite gives its -wal and -shm the same mode.</summary>
    public static void MakeFile(string path)
    {
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnly }))
        {
            if (File.GetUnixFileMode(path) != OwnerOnly)
            {
                File.SetUnixFileMode(path, OwnerOnly);
            }
        }
    }

    /// <summary>Writes a file so that whoever reads it, after whatever crash, sees the old text or the new one.</summary>
    public static void WriteAtomically(string path, string text)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly }))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
