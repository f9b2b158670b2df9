package dev.iosleuth.model;

import java.util.ArrayList;
import java.util.List;

/** Where md puts a sector: raid0, linear, raid1 and raid10 in its three layouts. */
sealed interface Geometry {
  /** A member by slot and the sector of its data area. */
  record Place(int member, long sector) {}

  List<Bio> cut(Bio bio);

  /** All copies. */
  List<Place> places(long sector);

  /** Sectors of the array. */
  long size();

  String level();

  long chunk();

  default int copies() {
    return 1;
  }

  default long layout() {
    return 0;
  }

  record Raid0(int members, long memberSectors, long chunk) implements Geometry {
    @Override
    public List<Bio> cut(Bio bio) {
      return bio.cutAt(chunk);
    }

    @Override
    public List<Place> places(long sector) {
      long number = sector / chunk;
      return List.of(
          new Place((int) (number % members), number / members * chunk + sector % chunk));
    }

    @Override
    public long size() {
      return memberSectors / chunk * chunk * members;
    }

    @Override
    public String level() {
      return "raid0";
    }
  }

  record Linear(int members, long memberSectors) implements Geometry {
    @Override
    public List<Bio> cut(Bio bio) {
      return bio.cutAt(memberSectors);
    }

    @Override
    public List<Place> places(long sector) {
      return List.of(new Place((int) (sector / memberSectors), sector % memberSectors));
    }

    @Override
    public long size() {
      return memberSectors * members;
    }

    @Override
    public String level() {
      return "linear";
    }

    @Override
    public long chunk() {
      return 0;
    }
  }

  record Raid1(int members, long memberSectors) implements Geometry {
    @Override
    public List<Bio> cut(Bio bio) {
      return List.of(bio);
    }

    @Override
    public List<Place> places(long sector) {
      var places = new ArrayList<Place>();
      for (int i = 0; i < members; i++) {
        places.add(new Place(i, sector));
      }
      return places;
    }

    @Override
    public long size() {
      return memberSectors;
    }

    @Override
    public String level() {
      return "raid1";
    }

    @Override
    public long chunk() {
      return 0;
    }

    @Override
    public int copies() {
      return members;
    }
  }

  /**
   * @param offset far copies lie in the next row, not in the next part of the disk
   */
  record Raid10(int members, long memberSectors, long chunk, int near, int far, boolean offset)
      implements Geometry {
    @Override
    public List<Bio> cut(Bio bio) {
      return bio.cutAt(chunk);
    }

    @Override
    public List<Place> places(long sector) {
      long first = sector / chunk * near;
      long row = first / members * (offset ? far : 1);
      int disk = (int) (first % members);
      var places = new ArrayList<Place>();
      for (int j = 0; j < near; j++) {
        int nearDisk = (disk + j) % members;
        long nearRow = row + (disk + j >= members ? 1 : 0);
        for (int k = 0; k < far; k++) {
          int member = (nearDisk + near * k) % members;
          places.add(new Place(member, (nearRow + k * stride()) * chunk + sector % chunk));
        }
      }
      return places;
    }

    private long stride() {
      return offset ? 1 : memberSectors / far / chunk;
    }

    @Override
    public long size() {
      long rows = memberSectors / far / chunk;
      return rows * members / near * chunk;
    }

    @Override
    public String level() {
      return "raid10";
    }

    @Override
    public int copies() {
      return near * far;
    }

    @Override
    public long layout() {
      return near | far << 8 | (offset ? 1 << 16 : 0);
    }
  }
}
